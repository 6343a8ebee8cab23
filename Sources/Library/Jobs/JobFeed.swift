import Foundation
import Logging
import Store
import Synchronization

/// Tells those who follow a job that it has news, whichever process made them.
///
/// There is one reader of the change table in a process, however many follow, and none while nobody does. It rings and
/// carries nothing: a follower reads its events from the rows, at its own pace, so that a slow one costs no memory.
final class JobFeed: Sendable {
    private struct Followers {
        var rings: [Int64: [Int: AsyncStream<Void>.Continuation]] = [:]
        var nextFollower = 0
        var reader: Task<Void, Never>?
    }

    private static let pageSize = 1000

    private let ground: Ground
    private let followers = Mutex(Followers())

    init(ground: Ground) {
        self.ground = ground
    }

    /// Rings when the job has news, from now until it is left. Rings that nobody hears become one.
    func rings(for job: Int64) -> AsyncStream<Void> {
        let (rings, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let follower = followers.withLock { followers in
            followers.nextFollower += 1
            followers.rings[job, default: [:]][followers.nextFollower] = ring
            if followers.reader == nil { followers.reader = Task { await self.read() } }
            return followers.nextFollower
        }
        ring.onTermination = { [weak self] _ in self?.leave(job, follower) }
        return rings
    }

    private func leave(_ job: Int64, _ follower: Int) {
        let idle = followers.withLock { followers -> Task<Void, Never>? in
            followers.rings[job]?[follower] = nil
            if followers.rings[job]?.isEmpty == true { followers.rings[job] = nil }
            guard followers.rings.isEmpty else { return nil }
            return followers.reader.take()
        }
        idle?.cancel()
    }

    private func read() async {
        while !Task.isCancelled {
            do {
                try await readOn()
            } catch is CancellationError {
                return
            } catch {
                ground.log.warning("changes can't be read", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func readOn() async throws {
        let pulse = try await Pulse(of: ground.store)
        var last = try await ground.read { try $0.newestChange() }
        // What was committed before this number may have come after a follower's first look.
        ringAll()
        for await _ in pulse.beats {
            var isMore = true
            while isMore {
                let page = try await ground.read { [last] in try $0.changes(after: last, limit: Self.pageSize) }
                let changes = page.changes
                (isMore, last) = (page.isFull, page.lastNumber)
                ring(Set(changes.lazy.filter { $0.kind == .events }.compactMap { Int64($0.subject) }))
                // A deleted account takes its jobs along without a word about each.
                if changes.contains(where: { $0.kind == .account }) { ringAll() }
            }
        }
    }

    private func ring(_ jobs: Set<Int64>) {
        let rings = followers.withLock { followers in jobs.flatMap { followers.rings[$0]?.values.map(\.self) ?? [] } }
        for ring in rings { ring.yield() }
    }

    private func ringAll() {
        let rings = followers.withLock { $0.rings.values.flatMap(\.values) }
        for ring in rings { ring.yield() }
    }
}
