import Blobs
import Foundation
import Store

extension PresignedPuts {
    /// Takes a PUT in that comes with a ticket, chunk by chunk to the disk. Another one for the same ticket replaces it, as
    /// long as nothing was confirmed.
    ///
    /// Throws `PresignedPutError`, or what the sequence throws.
    ///
    /// - Parameters:
    ///   - mediaType: as the PUT says.
    ///   - declaredBytes: as the PUT says; nil where it does not.
    public func receive<Chunks: AsyncSequence & Sendable>(
        _ chunks: Chunks, _ ticket: PutTicket, mediaType: String?, declaredBytes: Int?
    ) async throws where Chunks.Element == [UInt8] {
        try judge(ticket, mediaType, declaredBytes)
        let name = try await openOffer(ticket.key).name
        try await LibraryError.translating {
            do {
                let spool = try await ground.blobs.spool(limitBytes: ticket.sizeBytes)
                for try await chunk in chunks { try await spool.write(chunk) }
                guard try await spool.seal().sizeBytes == ticket.sizeBytes else { throw PresignedPutError.tooShort }
                // It may have been confirmed, with what was put before, while this one was on its way.
                _ = try await openOffer(ticket.key)
                try await spool.commit(as: name)
            } catch BlobError.tooLarge {
                throw PresignedPutError.tooLarge(limitBytes: ticket.sizeBytes)
            }
        }
    }

    private func judge(_ ticket: PutTicket, _ mediaType: String?, _ declaredBytes: Int?) throws(PresignedPutError) {
        guard signer.hasSigned(ticket) else { throw .notAllowed }
        guard ground.now.timeIntervalSince1970 < TimeInterval(ticket.expiry) else { throw .expired }
        guard mediaType == ticket.mediaType else { throw .wrongType }
        if let declaredBytes, declaredBytes > ticket.sizeBytes { throw .tooLarge(limitBytes: ticket.sizeBytes) }
        if let declaredBytes, declaredBytes < ticket.sizeBytes { throw .tooShort }
    }
}
