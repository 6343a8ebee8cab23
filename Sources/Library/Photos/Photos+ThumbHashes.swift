import Blobs
import Logging
import Store

extension Photos {
    /// Makes the ThumbHashes of photos that are older than those, or were added from what was known of their content. Some
    /// at a time, so that a large library is through in hours and nobody notices.
    func makeMissingThumbHashes(limit: Int = 200) async {
        do {
            let photos = try await ground.read { try $0.photosWithoutThumbHash(limit: limit) }
            var made: [(id: Int64, text: String)] = []
            for photo in photos { made.append((photo.id, try await thumbhash(photo.hothash))) }
            guard !made.isEmpty else { return }
            try await ground.write { [made] steps in
                for photo in made { try steps.setThumbHash(photo.text, ofPhoto: photo.id) }
            }
        } catch is CancellationError {
        } catch {
            // Busy decoders, say: the next minute goes on.
            ground.log.info("thumbhashes are left for later", metadata: ["error": "\(error)"])
        }
    }

    /// Empty where the preview can't be read: it is not asked for again.
    private func thumbhash(_ hothash: String) async throws -> String {
        guard let key = BlobKey(hex: hothash) else { return "" }
        do {
            return try await media.codecs.thumbhash(path: try await ground.file(of: key).path)
        } catch let error as MediaError {
            if case .busy = error { throw error }
            return ""
        }
    }
}
