public import Foundation
import ImageKit
import Store

/// A picture that was read and described as it came in.
public struct DescribedImage: Hashable, Sendable {
    /// A UUID in lower case.
    public let uuid: String
    /// Its owner's account as a UUID.
    public let ownerUUID: String
    /// As the sender named it.
    public let filename: String
    public let sizeBytes: Int
    /// Of the bytes, whatever the sender called them.
    public let mediaType: String
    /// How it was asked to be described. Who did is `provider`.
    public let mode: ProcessingMode
    /// What was read from it, line by line as printed; empty where there was nothing, or it could not be read.
    public let readText: String
    /// Why it could not be read, for its owner.
    public let readingFailure: String?
    /// What it shows, in words.
    public let description: String
    /// Who described it: `builtin`, `ollama` or `cloud`.
    public let provider: String
    /// The model that did; nil where none did.
    public let model: String?
    public let createdAt: Date

    /// `img_` and the UUID's 32 digits.
    public var prefixedID: String { PrefixedID.describedImage.spell(uuid) }
    /// The owner's account likewise.
    public var ownerPrefixedID: String { PrefixedID.account.spell(ownerUUID) }
}

/// How a sender wants an image described.
public struct DescribingWish: Hashable, Sendable {
    /// Nil: as the account prefers.
    public var mode: ProcessingMode?
    /// A question to the model, where it should say more than what is to be seen.
    public var prompt: String?

    public init(mode: ProcessingMode? = nil, prompt: String? = nil) {
        self.mode = mode
        self.prompt = prompt
    }
}

/// How much of its quota an account has used.
public struct StorageUse: Hashable, Sendable {
    public let images: Int
    /// Of these images as they were sent, whether or not the same bytes are kept for others too.
    public let bytes: Int
    public let quotaMB: Int

    /// A megabyte is 1024² bytes.
    public static let megabyte = 1 << 20
    public var quotaBytes: Int { quotaMB * Self.megabyte }

    /// What the documentation of an API shows.
    public static let example = StorageUse(images: 15, bytes: 52_428_800, quotaMB: 5120)

    func hasRoom(for more: Int) -> Bool { bytes + more <= quotaBytes }
}

/// Why a described image can't be made or shown.
public enum DescribedImageError: Error, Hashable, Sendable {
    /// None that the caller may see.
    case noSuchImage
    /// An image, and none of PNG, JPEG, GIF and WebP.
    case otherFormat(String)
    /// The account has no room for it.
    case overQuota(StorageUse)
    /// No upload of that name has come.
    case noSuchUpload
}

extension DescribedImage {
    init(_ row: DescribedImageRow) throws {
        // Only this code writes it.
        guard let mode = ProcessingMode(rawValue: row.image.mode) else {
            throw LibraryError.broken(reason: "an image described by \(row.image.mode)")
        }
        uuid = row.uuid
        ownerUUID = row.ownerUUID
        filename = row.image.filename
        sizeBytes = row.image.blob.sizeBytes
        mediaType = ImageFormat(rawValue: row.image.format)?.mimeType ?? "application/octet-stream"
        self.mode = mode
        readText = row.image.readText
        readingFailure = row.image.readingFailure
        description = row.image.description
        provider = row.image.provider
        model = row.image.model
        createdAt = row.createdAt
    }
}

extension DescribedImage {
    /// What the documentation of an API shows.
    public static let example = DescribedImage(
        uuid: "b63e167b-df1d-45b9-9b80-4cb8b71a045d", ownerUUID: Account.example.uuid, filename: "sheet_music.png",
        sizeBytes: 524_288, mediaType: "image/png", mode: .cloud, readText: "Allegro moderato\nC Major Scale...",
        readingFailure: nil, description: "This sheet music shows a C major scale in 4/4 time...", provider: "cloud",
        model: "gpt-4o-mini", createdAt: Date(timeIntervalSince1970: 1_762_786_800))
}
