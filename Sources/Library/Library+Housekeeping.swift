import Blobs
import Documents
import Foundation
import Logging
import Store

// What a library does for itself, now and then.
extension Library {
    /// Keeps house until the task is cancelled: every minute it writes down who was seen and forgets what has expired;
    /// at the start and every hour it collects blobs that nothing needs. One process or many may do so.
    public func keepHouse() async {
        await judge.prepare()
        var minute = 0
        while !Task.isCancelled {
            await tidy()
            await photos.makeMissingThumbHashes()
            if minute % 60 == 0 {
                await sweepAndLog()
                await collectAndLog()
                try? await ground.read { try similarImages.tidy($0) }
            }
            minute += 1
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Collects blobs that nothing needs, and says how many were taken.
    @discardableResult
    public func collectBlobs() async throws -> Int {
        try await Collector(ground: ground).run()
    }

    /// One minute's work: what was seen is written down, what has expired is forgotten.
    public func tidy() async {
        await accounts.writeDownWhoWasSeen()
        let now = ground.now
        do {
            try await ground.write { steps in
                try steps.pruneSessions(at: now)
                // Readers follow within seconds; an hour also covers a process that was stopped for a while.
                try steps.pruneChanges(before: now.addingTimeInterval(-3600))
                try steps.pruneUploadAudit(before: now.addingTimeInterval(-UploadLimits.windowSeconds))
                try steps.pruneAnnouncedImages(before: now.addingTimeInterval(-ProductImages.patienceSeconds))
            }
            try await jobs.prune()
            try await presignedPuts.sweep()
        } catch is CancellationError {
        } catch {
            ground.log.warning("what has expired could not be forgotten", metadata: ["error": "\(error)"])
        }
    }

    /// What uploads left that were cut off a day ago or earlier. None takes so long.
    private func sweepAndLog() async {
        do {
            try await ground.blobs.sweep(before: ground.now.addingTimeInterval(-24 * 3600))
        } catch {
            ground.log.warning("what was cut off could not be taken away", metadata: ["error": "\(error)"])
        }
    }

    private func collectAndLog() async {
        do {
            let taken = try await collectBlobs()
            if taken > 0 { ground.log.info("blobs collected", metadata: ["count": "\(taken)"]) }
        } catch is CancellationError {
            // The server stops; the next one begins with this.
        } catch {
            ground.log.warning("blobs could not be collected", metadata: ["error": "\(error)"])
        }
    }
}
