import Hashing
import Store

/// The physical files of a library of photos.
public struct PhotoFiles: Sendable {
    let ground: Ground
    let similarImages: SimilarImages

    /// Newest first; of one photo only, where it is given.
    public func list(
        of owner: Int64, photo hothash: String?, offset: Int, limit: Int
    ) async throws -> Page<PhotoFile> {
        try await ground.read { rows in
            guard let hothash else {
                let files = try rows.imageFiles(of: owner, offset: offset, limit: limit)
                return Page(items: files.map(PhotoFile.init), total: try rows.total(.imageFiles, of: owner))
            }
            let photo = try rows.requirePhoto(hothash, of: owner)
            let files = try rows.imageFiles(ofPhoto: photo.id, offset: offset, limit: limit)
            return Page(items: files.map(PhotoFile.init), total: try rows.imageFileCount(ofPhoto: photo.id))
        }
    }

    public func file(_ id: Int64, of owner: Int64) async throws -> PhotoFile {
        try await ground.read { PhotoFile(try $0.requireImageFile(id, of: owner)) }
    }

    /// Notes where the client keeps a file. Telling it is what verifies it: the time of it is kept.
    public func updateStorage(
        ofFile id: Int64, of owner: Int64, _ change: @Sendable (inout PhotoFile.Storage) -> Void
    ) async throws -> PhotoFile {
        let now = ground.now
        return try await ground.write { steps in
            var storage = PhotoFile.Storage(try steps.requireImageFile(id, of: owner).storage)
            change(&storage)
            try PhotoText.storagePath.check(storage.path)
            try PhotoText.storageType.check(storage.type)
            try PhotoText.checksum.check(storage.checksum)
            storage.lastVerified = now
            try steps.updateStorage(storage.row, ofImageFile: id, at: now)
            return PhotoFile(try steps.requireImageFile(id, of: owner))
        }
    }
}
