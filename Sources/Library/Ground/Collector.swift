import Blobs
import Foundation
import Logging
import Store

/// Takes away blobs that nothing needs: no row refers to them and no claim protects them.
///
/// Candidates are looked for in a snapshot, so that nobody waits for the search. Each batch is then looked at again in
/// a write transaction, in which rows go and marks come. With that committed, the files are taken away, and then the
/// marks. Whoever claims a blob does so before, and is seen, or after, and waits for the mark to go before the file is
/// put anew. A process that dies in between leaves marks, which run out, and the next run takes those up.
struct Collector: Sendable {
    /// A blob younger than this is left alone, needed or not.
    static let graceSeconds: TimeInterval = 3600
    /// Nobody waits longer for a mark. To take a batch away has to take less.
    static let removalSeconds: TimeInterval = 60
    private static let batch = 100

    let ground: Ground

    /// Goes through all blobs once, and says how many were taken.
    func run() async throws -> Int {
        var taken = 0
        var last = ""
        while true {
            let now = ground.now
            let candidates = try await ground.read { [last] steps in
                try steps.collectableBlobs(
                    olderThan: now.addingTimeInterval(-Self.graceSeconds), at: now, after: last, limit: Self.batch)
            }
            guard let end = candidates.last else { break }
            taken += try await take(candidates)
            last = end
            try Task.checkCancellation()
        }
        // A claim that ran out unredeemed may have left a file that no row names; a process that died may have left one
        // that it had marked. Taking forgets the traces, so that the next look finds others.
        taken += try await takeAll { try $0.expiredClaims(at: $1, limit: Self.batch) }
        return try await taken + takeAll { try $0.abandonedRemovals(at: $1, limit: Self.batch) }
    }

    private func takeAll(
        _ candidates: @escaping @Sendable (StoreSnapshot, _ now: Date) throws -> [String]
    ) async throws -> Int {
        var taken = 0
        while true {
            let now = ground.now
            let found = try await ground.read { try candidates($0, now) }
            guard !found.isEmpty else { return taken }
            taken += try await take(found)
            try Task.checkCancellation()
        }
    }

    private func take(_ candidates: [String]) async throws -> Int {
        let now = ground.now
        let expiry = now.addingTimeInterval(Self.removalSeconds)
        let marked = try await ground.write { steps in
            try candidates.filter { try steps.markForRemoval(sha256: $0, until: expiry, at: now) }
        }
        guard !marked.isEmpty else { return 0 }
        try await LibraryError.translating { try await ground.blobs.remove(marked.compactMap(BlobKey.init(hex:))) }
        try await ground.write { try $0.endRemoval(of: marked, until: expiry) }
        return marked.count
    }
}
