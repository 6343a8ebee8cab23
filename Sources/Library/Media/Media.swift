import Blobs
import Store
import Synchronization

/// Pictures and what is made of them. Each content is decoded once, whoever sends it and however many send it at once.
final class Media: Sendable {
    let codecs: PictureCodecs
    let previews: PreviewCache
    let memory: PreviewMemory
    private let ground: Ground
    private let underWay = Mutex<[BlobKey: Task<Development, any Error>]>([:])

    /// Blocks: it opens the cache of previews.
    init(_ ground: Ground, _ settings: MediaSettings) throws {
        self.ground = ground
        codecs = PictureCodecs(
            pool: CodecPool(
                CodecPool.Limits(
                    threads: settings.codecThreads, waiting: settings.waitingPictures,
                    memoryBytes: settings.codecMemoryBytes, deadline: .seconds(settings.deadlineSeconds))))
        previews = try PreviewCache(
            in: ground.folder.cachePath + "/previews", budgetBytes: settings.previewCacheBytes)
        memory = PreviewMemory(budgetBytes: settings.previewMemoryBytes, ground.store.commits)
    }

    /// What is known about an upload's picture: from the rows, where anyone has sent it before, else from decoding it.
    func facts(of upload: Upload) async throws -> MediaFacts {
        let key = upload.blob.key.hex
        if let known = try await ground.read({ try $0.media(sha256: key) }) { return .known(known) }
        return .developed(try await develop(upload))
    }

    private func develop(_ upload: Upload) async throws -> Development {
        let key = upload.blob.key
        let task = underWay.withLock { underWay in
            if let task = underWay[key] { return task }
            // It holds the upload, so its file stays until the picture is decoded, whoever of those waiting is gone.
            let task = Task {
                defer { self.underWay.withLock { $0[key] = nil } }
                return try await self.codecs.develop(path: upload.spool.path)
            }
            underWay[key] = task
            return task
        }
        return try await task.value
    }

    /// Makes an upload, and the previews that were made of it, safe on the disk.
    func keep(_ upload: Upload, _ facts: MediaFacts) async throws -> KeptBlobs {
        guard case .developed(let made) = facts else { return try await ground.keep([upload.spool]) }
        let hot = try await ground.blobs.spool(made.hot.jpeg)
        let cold = try await ground.blobs.spool(made.cold.jpeg)
        return try await ground.keep([upload.spool, hot, cold])
    }
}
