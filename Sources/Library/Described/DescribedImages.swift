public import Identity
import Store
import Vision

/// Pictures that are read and described before their sender has an answer. Whose they are is the caller's account; an
/// admin sees and deletes everybody's by their ids.
public struct DescribedImages: Sendable {
    let ground: Ground
    let media: Media
    let texts: PageTexts
    let words: PictureWords
    let quotaMB: Int
    /// Before the readers, since a page that waits for one is held in memory.
    let readingLine: WaitingLine

    /// An image that answers a search.
    public struct Match: Hashable, Sendable {
        public let image: DescribedImage
        /// 0…1; more is better.
        public let score: Double

        /// - Parameter weight: of the rank, 0 or above. A match is worth 1 by itself, so that the only one of a few is
        ///   not told as next to nothing: `bm25` counts how rare a word is, and in a small library none is.
        init(_ image: DescribedImage, weight: Double) {
            self.image = image
            score = (1 + weight) / (2 + weight)
        }

        init(image: DescribedImage, score: Double) {
            self.image = image
            self.score = score
        }

        /// What the documentation of an API shows.
        public static let example = Match(image: .example, score: 0.95)
    }

    /// A page of the owner's images, newest first, and how many there are.
    public func list(of owner: Int64, offset: Int, limit: Int) async throws -> (images: [DescribedImage], total: Int) {
        try await ground.read { rows in
            (
                try rows.describedImages(of: owner, offset: max(0, offset), limit: max(0, limit))
                    .map(DescribedImage.init),
                try rows.describedImageTotals(of: owner).images
            )
        }
    }

    /// The owner's images that have every word of `text`, or a word beginning with it, in file name, text or
    /// description; what stands between quotes as it stands. Without regard to case and accents; the best first.
    public func search(_ text: String, of owner: Int64, limit: Int) async throws -> [Match] {
        try await ground.read { rows in
            try rows.searchDescribedImages(text, of: owner, limit: max(0, limit)).map { found in
                Match(try DescribedImage(found.image), weight: found.weight)
            }
        }
    }

    /// - Parameter id: as `prefixedID` spells it.
    public func image(_ id: String, for caller: Caller) async throws -> DescribedImage {
        try await ground.read { try DescribedImage($0.requireDescribedImage(id, for: caller)) }
    }

    /// Deletes an image. Its bytes are collected later, where nothing else needs them.
    public func delete(_ id: String, for caller: Caller) async throws {
        try await ground.write { steps in
            try steps.deleteDescribedImage(id: try steps.requireDescribedImage(id, for: caller).id)
        }
    }

    public func storage(of owner: Int64) async throws -> StorageUse {
        try await ground.read { try $0.storageUse(of: owner, quotaMB: quotaMB) }
    }
}

extension StoreSnapshot {
    fileprivate func requireDescribedImage(_ id: String, for caller: Caller) throws -> DescribedImageRow {
        guard let uuid = PrefixedID.describedImage.uuid(id), let row = try describedImage(uuid: uuid),
            row.owner == caller.account || caller.role == .admin
        else { throw DescribedImageError.noSuchImage }
        return row
    }

    func storageUse(of owner: Int64, quotaMB: Int) throws -> StorageUse {
        let totals = try describedImageTotals(of: owner)
        return StorageUse(images: totals.images, bytes: totals.bytes, quotaMB: quotaMB)
    }
}
