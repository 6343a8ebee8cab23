import Blobs
import Foundation
import Pixels
import Store

extension Photos {
    /// The small preview: 300 pixels on its longer side where it was made here, the client's own bytes where it was sent.
    public func hotpreview(_ hothash: String, of owner: Int64) async throws -> StoredPicture {
        try await ground.read { rows in
            try stored(try rows.requirePhoto(hothash, of: owner).hothash, rows)
        }
    }

    /// The large preview, brought inside so many pixels where a side is given; it is never enlarged.
    public func coldpreview(
        _ hothash: String, of owner: Int64, width: Int?, height: Int?
    ) async throws -> StoredPicture {
        let (cold, picture) = try await ground.read { rows in
            guard let cold = try rows.requirePhoto(hothash, of: owner).cold else { throw PhotoError.noColdpreview }
            return (cold, try stored(cold.sha256, rows))
        }
        let whole = PixelSize(width: cold.width, height: cold.height)
        let size = whole.fitted(inside: PixelSize(width: width ?? whole.width, height: height ?? whole.height))
        guard size != whole, case .file(let path, _) = picture.content else { return picture }
        let name = "\(cold.sha256)-\(size.width)x\(size.height)"
        let jpeg = try await media.previews.jpeg(name) { [media] in
            try await media.codecs.fit(path: path, inside: size).jpeg
        }
        return StoredPicture(content: .bytes(jpeg), tag: name)
    }

    /// Puts another large preview in place, made from the upload: at most 1200 pixels on its longer side.
    public func setColdpreview(_ hothash: String, of owner: Int64, from upload: Upload) async throws {
        _ = try await ground.read { try $0.requirePhoto(hothash, of: owner) }
        let preview = try await media.codecs.coldpreview(path: upload.spool.path)
        let now = ground.now
        let kept = try await ground.keep([try await ground.blobs.spool(preview.jpeg)])
        try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                let photo = try steps.requirePhoto(hothash, of: owner)
                try steps.redeem(kept, at: now)
                let cold = ColdPreviewRow(
                    sha256: kept.rows[0].sha256, width: preview.size.width, height: preview.size.height)
                try steps.setColdPreview(cold, ofPhoto: photo.id, at: now)
            }
        }
    }

    /// Takes the large preview away. `PhotoError.noColdpreview` where there is none.
    public func deleteColdpreview(_ hothash: String, of owner: Int64) async throws {
        let now = ground.now
        try await ground.write { steps in
            let photo = try steps.requirePhoto(hothash, of: owner)
            guard photo.cold != nil else { throw PhotoError.noColdpreview }
            try steps.setColdPreview(nil, ofPhoto: photo.id, at: now)
        }
    }

    private func stored(_ sha256: String, _ rows: StoreSnapshot) throws -> StoredPicture {
        guard let row = try rows.blob(sha256: sha256), let key = BlobKey(hex: row.sha256) else {
            throw LibraryError.broken(reason: "no blob \(sha256) for a preview")
        }
        return StoredPicture(
            content: .file(path: ground.blobs.path(of: key), sizeBytes: row.sizeBytes), tag: row.sha256)
    }
}

extension Ground {
    /// Runs the transaction that relies on kept blobs, and lets go of them where it is refused.
    func letGoOnError<Value: Sendable>(
        _ kept: KeptBlobs, _ transaction: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await transaction()
        } catch {
            await letGo(kept)
            throw error
        }
    }
}
