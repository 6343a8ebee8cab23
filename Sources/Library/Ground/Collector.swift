import Blobs
import Foundation
import Logging
import Store

/// Takes away blobs that nothing needs: no row refers to them and no claim protects them.
///
/// Candidates are looked for in a snapshot, so that nobody waits for the search. Each batch is then looked at again in
/// a write transaction, in which the file goes before the row: whoever claims the blob does so before, and is seen, or
/// after, and writes the file anew. A process that dies in between leaves a row without a file that nothing needs, and
/// the next run takes that.
struct Collector: Sendable {
    /// A blob younger than this is left alone, needed or not.
    static let graceSeconds: TimeInterval = 3600
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
        return try await taken + takeWhatNeverGotARow()
    }

    /// A claim that ran out unredeemed may have left a file that no row names.
    private func takeWhatNeverGotARow() async throws -> Int {
        var taken = 0
        while true {
            let now = ground.now
            let expired = try await ground.read { try $0.expiredClaims(at: now, limit: Self.batch) }
            guard !expired.isEmpty else { return taken }
            // This also forgets the claims, so that the next look finds others.
            taken += try await take(expired)
            try Task.checkCancellation()
        }
    }

    private func take(_ candidates: [String]) async throws -> Int {
        let now = ground.now
        return try await ground.write { [blobs = ground.blobs] steps in
            var taken: [BlobKey] = []
            for sha256 in candidates {
                guard try steps.releaseBlob(sha256: sha256, at: now), let key = BlobKey(hex: sha256) else { continue }
                taken.append(key)
            }
            try blobs.removeBlocking(taken)
            return taken.count
        }
    }
}
