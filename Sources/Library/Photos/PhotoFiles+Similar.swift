import Hashing
import Store

/// A file whose picture looks like another's.
public struct SimilarFile: Hashable, Sendable {
    public let id: Int64
    public let filename: String
    public let hothash: String
    /// Bits that differ, of 64.
    public let distance: Int
}

extension PhotoFiles {
    /// The owner's files that look like this one, nearest first, then by id; never the file itself. A file without a
    /// hash of its own, such as a RAW, is taken for what its photo shows.
    ///
    /// - Parameter radius: how many bits may differ, at most.
    public func similar(to id: Int64, of owner: Int64, within radius: Int, limit: Int) async throws -> [SimilarFile] {
        let (hash, snapshot) = try await ground.read { rows in
            let file = try rows.requireImageFile(id, of: owner)
            let photo = try rows.requirePhoto(file.hothash, of: owner)
            return (PerceptualHash(bits: file.phash ?? photo.phash), try similarImages.snapshot(of: owner, rows))
        }
        // One more than asked, since the file itself is nearest to itself.
        let matches = snapshot.matches(of: hash, within: radius, limit: limit + 1)
            .filter { $0.id != id }.prefix(limit)
        let files = try await ground.read { try $0.imageFileBriefs(matches.map(\.id)) }
        let byID = Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0) })
        return matches.compactMap { match in
            byID[match.id].map {
                SimilarFile(id: match.id, filename: $0.filename, hothash: $0.hothash, distance: match.distance)
            }
        }
    }
}
