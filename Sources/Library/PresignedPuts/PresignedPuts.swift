import Blobs
import Foundation
import Logging
import Store

/// What a client may put.
public struct PutOffer: Hashable, Sendable {
    /// Where the client puts it.
    public enum Destination: Hashable, Sendable {
        /// At the store's own URL.
        case store(url: String)
        /// Here, with this ticket.
        case here(PutTicket)
    }

    /// The object's name.
    public let key: String
    public let destination: Destination
    /// From now on.
    public let expiresInSeconds: Int
}

/// Files that clients put where blobs live before they ask for them to be taken in: an offer, a PUT with no account, a
/// confirmation. What is put lies under a name of its own until then, and nothing relies on it.
public struct PresignedPuts: Sendable {
    /// How long an offer stands.
    public static let lifetimeSeconds = 3600
    /// A PUT that began in time may take as long again.
    static let graceSeconds: TimeInterval = 3600

    let ground: Ground
    let signer: PutSigner

    /// Offers to take one object in under `key`, which must not have been offered before.
    ///
    /// - Parameters:
    ///   - mediaType: which the PUT has to carry, to the letter.
    ///   - sizeBytes: exactly so many.
    public func offer(_ key: String, mediaType: String, sizeBytes: Int) async throws -> PutOffer {
        guard let name = DropName(key) else { throw LibraryError.broken(reason: "\(key) can't name an object") }
        let now = ground.now
        let expiry = Int(now.timeIntervalSince1970) + Self.lifetimeSeconds
        let url = ground.blobs.presignedPut(
            of: name, mediaType: mediaType, sizeBytes: sizeBytes, lifetimeSeconds: Self.lifetimeSeconds, at: now)
        try await ground.write { steps in
            try steps.addPutOffer(
                PutOfferRow(
                    name: key, mediaType: mediaType, sizeBytes: sizeBytes,
                    expiresAt: Date(timeIntervalSince1970: TimeInterval(expiry))))
        }
        let ticket = signer.ticket(for: key, mediaType: mediaType, sizeBytes: sizeBytes, expiry: expiry)
        return PutOffer(
            key: key, destination: url.map { .store(url: $0) } ?? .here(ticket),
            expiresInSeconds: Self.lifetimeSeconds)
    }

    /// What was put under `key`, read once and compared with the offer: nothing that is put later changes it. Whoever takes
    /// it in calls `confirmPut` in the transaction that does, and `discard` after it.
    ///
    /// Throws `PresignedPutError.noSuchOffer`, `.confirmed`, `.notPut` or `.wrongSize`.
    ///
    /// - Parameter filename: as the client calls the file.
    public func collect(_ key: String, named filename: String) async throws -> Upload {
        let offer = try await openOffer(key)
        return try await LibraryError.translating {
            do {
                guard let spool = try await ground.blobs.spool(ofDrop: offer.name, limitBytes: offer.row.sizeBytes)
                else {
                    throw PresignedPutError.notPut
                }
                let blob = try await spool.seal()
                guard blob.sizeBytes == offer.row.sizeBytes else { throw PresignedPutError.wrongSize }
                return Upload(spool: spool, blob: blob, filename: filename)
            } catch BlobError.tooLarge {
                throw PresignedPutError.wrongSize
            }
        }
    }

    /// Takes the object away that was taken in. Where that fails the sweep makes up for it.
    public func discard(_ key: String) async {
        guard let name = DropName(key) else { return }
        do {
            try await ground.blobs.removeDrop(name)
        } catch {
            ground.log.warning("what was put and taken in could not be removed", metadata: ["error": "\(error)"])
        }
    }

    /// The offer under `key` if it may still be filled.
    func openOffer(_ key: String) async throws -> (name: DropName, row: PutOfferRow) {
        guard let name = DropName(key), let row = try await ground.read({ try $0.putOffer(key) }) else {
            throw PresignedPutError.noSuchOffer
        }
        guard !row.isConfirmed else { throw PresignedPutError.confirmed }
        return (name, row)
    }

    /// Takes away what was put under offers that have run out, confirmed or not: a URL may be used again after what it
    /// brought was taken in.
    func sweep() async throws {
        let limit = 100
        while true {
            let time = ground.now.addingTimeInterval(-Self.graceSeconds)
            let keys = try await ground.read { try $0.putOffers(expiredBefore: time, limit: limit) }
            for name in keys.compactMap(DropName.init) {
                try await LibraryError.translating { try await ground.blobs.removeDrop(name) }
            }
            try await ground.write { try $0.deletePutOffers(keys) }
            guard keys.count == limit else { return }
        }
    }
}

extension StoreTransaction {
    /// Says that what was put under `key` is taken in, in the transaction that does so. Throws
    /// `PresignedPutError.confirmed` where somebody was first, or the offer is gone.
    func confirmPut(_ key: String, at time: Date) throws {
        guard try confirmPutOffer(key, at: time) else { throw PresignedPutError.confirmed }
    }
}
