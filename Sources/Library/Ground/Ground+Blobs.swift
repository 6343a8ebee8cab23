import Blobs
import Foundation
import Store

/// Blobs whose files are safely in place under a claim, waiting for the transaction that relies on them.
struct KeptBlobs: Sendable {
    let claim: String
    let rows: [BlobRow]
}

extension Ground {
    /// How long a claim protects blobs that have no row yet: an upload that takes longer than this between claim and
    /// commit has to be made again.
    static let claimLifetime: TimeInterval = 3600

    /// Puts spools at their places for good, sealing them where that was not done. First the claim, so that the
    /// collector stays away; then the files. The caller names the result in the transaction that makes the rows:
    /// `try steps.redeem(kept, at: now)`.
    func keep(_ spools: [Spool]) async throws -> KeptBlobs {
        try await LibraryError.translating {
            var rows: [BlobRow] = []
            for spool in spools {
                let blob = try await spool.seal()
                rows.append(BlobRow(sha256: blob.key.hex, sizeBytes: blob.sizeBytes))
            }
            let kept = KeptBlobs(claim: randomness.uuid(), rows: rows)
            let time = now
            let mustWait = try await store.write { [keys = kept.rows.map(\.sha256)] steps in
                try steps.claimBlobs(keys, claim: kept.claim, until: time.addingTimeInterval(Self.claimLifetime))
                return try steps.isBeingRemoved(anyOf: keys, at: time)
            }
            if mustWait { try await waitForRemoval(of: kept.rows) }
            // Side by side, since each waits for the disk four times.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for spool in spools { group.addTask { try await spool.commit() } }
                try await group.waitForAll()
            }
            return kept
        }
    }

    /// Waits until nobody takes these away any more. Whoever marks one after they were claimed sees the claim.
    private func waitForRemoval(of rows: [BlobRow]) async throws {
        repeat {
            try await Task.sleep(for: .milliseconds(50))
        } while try await store.read { [now] in try $0.isBeingRemoved(anyOf: rows.lazy.map(\.sha256), at: now) }
    }

    /// Lets go of kept blobs that turned out not to be wanted: the transaction that should have relied on them was
    /// refused. Where this fails, the claim's expiry does the same later.
    func letGo(_ kept: KeptBlobs) async {
        let now = now
        try? await store.write { try $0.abandonClaim(kept.claim, at: now) }
    }
}

extension StoreTransaction {
    /// Makes rows of kept blobs, in the transaction that relies on them.
    func redeem(_ kept: KeptBlobs, at time: Date) throws {
        try redeemClaim(kept.claim, for: kept.rows, at: time)
    }
}
