import Blobs
import Foundation
import ImageKit
import Store

/// The pictures of an owner's products: how they come in. Each that does is put in line to be processed.
public struct ProductImages: Sendable {
    /// What a catalogue shows: what every browser does.
    static let formats: Set<ImageFormat> = [.jpeg, .png, .webp, .gif]

    let ground: Ground
    let media: Media
    let presignedPuts: PresignedPuts

    /// The media types of pictures that are taken.
    public static var mediaTypes: Set<String> { Set(formats.map(\.mimeType)) }

    /// A picture that is there, and the job that processes it.
    public struct Accepted: Sendable {
        public let image: String
        public let job: ProcessingJob
    }

    /// Throws `CatalogueError.noSuchProduct`: before megabytes are taken in for one that is not there.
    public func requireProduct(_ uuid: String, of owner: Int64) async throws {
        _ = try await ground.read { try $0.requireProduct(uuid, of: owner) }
    }

    /// Adds a picture to a product. The same bytes may be added more than once; they are kept once.
    ///
    /// Throws `MediaError` for what is no whole picture, `CatalogueError.unwantedFormat`, `.noSuchProduct`, `.tooLong`.
    public func add(_ file: Upload, toProduct product: String, owner: Int64) async throws -> Accepted {
        try await requireProduct(product, of: owner)
        try ProductText.filename.check(file.filename)
        let uuid = ground.randomness.uuid()
        let tag = ground.randomness.token(byteCount: 4)
        let now = ground.now
        return try await take(file, owner: owner) { steps, content in
            let product = try steps.requireProduct(product, of: owner)
            try steps.addProductImage(
                NewProductImage(
                    uuid: uuid, product: product.id, owner: owner,
                    objectKey: Self.objectKey(of: product, filename: file.filename, tag: tag),
                    filename: file.filename, mediaType: content.mediaType, sizeBytes: content.sizeBytes,
                    content: content.row),
                at: now)
            return try steps.requireProductImage(uuid, of: owner)
        }
    }

    /// Makes a file safe, decodes it, and in one transaction gives it its row and puts it in line.
    ///
    /// - Parameter place: gives the content its row, and says which.
    func take(
        _ file: Upload, owner: Int64, _ place: @Sendable (StoreTransaction, TakenContent) throws -> ProductImageRow
    ) async throws -> Accepted {
        let facts = try await media.facts(of: file)
        guard let format = ImageFormat(rawValue: facts.format), Self.formats.contains(format) else {
            throw CatalogueError.unwantedFormat(facts.format)
        }
        let kept = try await media.keep(file, facts)
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { [randomness = ground.randomness] steps in
                try steps.redeem(kept, at: now)
                let known = try facts.settle(file.blob, in: steps, at: now)
                let image = try place(steps, TakenContent(known, format))
                let order = ProcessingOrder(owner: owner, product: image.productID, images: [image], kind: .single)
                return Accepted(image: image.uuid, job: try steps.startProcessing(order, randomness, at: now))
            }
        }
    }

    /// Where a client puts the picture: a name of its own below its owner's and its product's, without anything that a
    /// path or a URL could trip over.
    static func objectKey(of product: ProductRow, filename: String, tag: String) -> String {
        let safe = filename.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        return "products/\(product.ownerUUID)/\(product.uuid)/\(tag)_\(String(safe.suffix(100)))"
    }
}

/// A picture's content as it was taken in.
struct TakenContent: Sendable {
    let mediaType: String
    let sizeBytes: Int
    let row: ImageContentRow

    init(_ media: MediaRow, _ format: ImageFormat) {
        mediaType = format.mimeType
        sizeBytes = media.blob.sizeBytes
        row = ImageContentRow(sha256: media.blob.sha256, width: media.width, height: media.height)
    }
}
