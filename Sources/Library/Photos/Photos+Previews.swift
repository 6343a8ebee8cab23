import Blobs
import Foundation
import Pixels
import Store

extension Photos {
    /// Another number as soon as a photo may be gone, or have other previews.
    public var previewVersion: UInt64 { ground.store.commits.version(of: .previews) }

    /// The small preview: 300 pixels on its longer side where it was made here, the client's own bytes where it was sent.
    public func hotpreview(_ hothash: String, of owner: Int64) async throws -> StoredPicture {
        try await remembering(.hot, hothash, of: owner) {
            let hot = try await ground.read { rows in
                try previewKey(of: try rows.requirePhoto(hothash, of: owner).hothash, rows)
            }
            return try await stored(hot)
        }
    }

    /// The same, where it is in memory. Never waits.
    public func hotpreviewAtOnce(_ hothash: String, of owner: Int64) -> StoredPicture? {
        media.memory.picture(.init(owner: owner, hothash: hothash, kind: .hot))
    }

    /// The large preview, brought inside so many pixels where a side is given; it is never enlarged.
    public func coldpreview(
        _ hothash: String, of owner: Int64, width: Int?, height: Int?, as format: StoredPicture.Format = .jpeg
    ) async throws -> StoredPicture {
        try await remembering(.cold(width: width, height: height, format), hothash, of: owner) {
            try await storedColdpreview(hothash, of: owner, width: width, height: height, as: format)
        }
    }

    /// The same, where it is in memory. Never waits.
    public func coldpreviewAtOnce(
        _ hothash: String, of owner: Int64, width: Int?, height: Int?, as format: StoredPicture.Format = .jpeg
    ) -> StoredPicture? {
        media.memory.picture(
            .init(owner: owner, hothash: hothash, kind: .cold(width: width, height: height, format)))
    }

    private func storedColdpreview(
        _ hothash: String, of owner: Int64, width: Int?, height: Int?, as format: StoredPicture.Format
    ) async throws -> StoredPicture {
        let (cold, blob) = try await ground.read { rows in
            guard let cold = try rows.requirePhoto(hothash, of: owner).cold else { throw PhotoError.noColdpreview }
            return (cold, try previewKey(of: cold.sha256, rows))
        }
        let whole = PixelSize(width: cold.width, height: cold.height)
        let size = whole.fitted(inside: PixelSize(width: width ?? whole.width, height: height ?? whole.height))
        guard size != whole || format != .jpeg else { return try await stored(blob) }
        let name = "\(cold.sha256)-\(size.width)x\(size.height)"
        let bytes = try await media.previews.preview(name, format) { [media, ground] in
            let file = try await ground.file(of: blob)
            return try await media.codecs.fit(path: file.path, inside: size, as: format)
        }
        return StoredPicture(
            content: .bytes(bytes), format: format, tag: format == .jpeg ? name : "\(name)-\(format.rawValue)")
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

    private func previewKey(of sha256: String, _ rows: StoreSnapshot) throws -> BlobKey {
        guard let row = try rows.blob(sha256: sha256), let key = BlobKey(hex: row.sha256) else {
            throw LibraryError.broken(reason: "no blob \(sha256) for a preview")
        }
        return key
    }

    private func stored(_ blob: BlobKey) async throws -> StoredPicture {
        if let bytes = media.memory.bytes(of: blob.hex) { return StoredPicture(content: .bytes(bytes), tag: blob.hex) }
        let file = try await ground.file(of: blob)
        if file.sizeBytes <= PreviewMemory.largestBytes, let bytes = await media.previews.bytes(at: file.path),
            bytes.count == file.sizeBytes
        {
            return StoredPicture(content: .bytes(bytes), tag: blob.hex)
        }
        return StoredPicture(content: .file(path: file.path, sizeBytes: file.sizeBytes), tag: blob.hex)
    }

    /// A preview from memory, or as `find` has it from the rows; then it is in memory.
    private func remembering(
        _ kind: PreviewMemory.Question.Kind, _ hothash: String, of owner: Int64,
        _ find: () async throws -> StoredPicture
    ) async throws -> StoredPicture {
        let question = PreviewMemory.Question(owner: owner, hothash: hothash, kind: kind)
        if let picture = media.memory.picture(question) { return picture }
        let version = media.memory.version
        let picture = try await find()
        if case .bytes(let bytes) = picture.content {
            media.memory.keep(bytes, tag: picture.tag, for: question, at: version)
        }
        return picture
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
