import Blobs
import Foundation
public import Identity
import Store

/// An upload that was asked for: made now, or the one that the owner has of these bytes.
public struct AddedUpload: Sendable {
    public let upload: UploadedPicture
    public let isNew: Bool
    /// How many more may be made now; nil where there are no limits.
    public let allowance: Allowance?
}

extension Uploads {
    /// Takes a picture in and queues its text to be read. Bytes that the owner has uploaded here before make no other
    /// upload, whatever comes with them, and count against no limit.
    ///
    /// Throws `MediaError` for what is no whole picture, and `UploadError`.
    ///
    /// - Parameters:
    ///   - token: an API token, to be counted and audited by.
    ///   - address: where the request came from.
    public func add(
        _ file: Upload, _ preferences: ReadingPreferences, token: String? = nil, owner: Int64, from address: String
    ) async throws -> AddedUpload {
        if let hint = preferences.languageHint { try await requireLanguage(hint) }
        // Before anything is decoded or moved; the transaction asks again.
        let known = try await ground.read { rows in try settled(file, token, owner, address, in: rows) }
        if let known { return known }
        let facts = try await media.facts(of: file)
        let kept = try await media.keep(file, facts)
        let uuid = ground.randomness.uuid()
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.redeem(kept, at: now)
                let media = try facts.settle(file.blob, in: steps, at: now)
                if let known = try settled(file, token, owner, address, in: steps) { return known }
                let sender = try sender(owner, token, address, in: steps)
                try steps.addUpload(
                    NewUpload(
                        uuid: uuid, owner: owner, surface: surface.rawValue, blob: media.blob, filename: file.filename,
                        format: media.format, preferences: preferences.row),
                    at: now)
                try steps.auditUpload(uuid: uuid, owner: owner, token: sender.token, address: address, at: now)
                try steps.enqueueReading(of: uuid, owner: owner, at: now)
                return AddedUpload(
                    upload: try UploadedPicture(steps.requireUpload(uuid, of: owner, on: surface)), isNew: true,
                    allowance: try limits.standing(of: sender, in: steps, at: now))
            }
        }
    }

    /// The upload that the owner has of this content; nil where one is to be made, and may be.
    private func settled(
        _ file: Upload, _ token: String?, _ owner: Int64, _ address: String, in rows: StoreSnapshot
    ) throws -> AddedUpload? {
        let sender = try sender(owner, token, address, in: rows)
        let content = file.blob.key.hex
        guard let known = try rows.upload(ofContent: content, of: owner, on: surface.rawValue) else {
            _ = try limits.requireRoom(for: sender, in: rows, at: ground.now)
            return nil
        }
        return AddedUpload(
            upload: try UploadedPicture(known), isNew: false,
            allowance: try limits.standing(of: sender, in: rows, at: ground.now))
    }

    private func sender(
        _ owner: Int64, _ token: String?, _ address: String, in rows: StoreSnapshot
    ) throws -> UploadSender {
        let account = try Account(rows.requireAccount(.number(owner)))
        return UploadSender(
            account: owner, role: account.role, address: address, token: try token.map(rows.requireAPIToken))
    }
}
