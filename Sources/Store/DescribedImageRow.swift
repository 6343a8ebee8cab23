public import Foundation
import GRDB

/// A picture that was read and described as it came in, as its row has it.
public struct DescribedImageRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    /// Its owner's account number, and the same as a UUID.
    public let owner: Int64
    public let ownerUUID: String
    public let image: NewDescribedImage
    public let createdAt: Date
}

/// What is kept of such a picture, before it has a row and after.
public struct NewDescribedImage: Hashable, Sendable {
    public let blob: BlobRow
    public let filename: String
    /// The picture's format, as judged by the bytes.
    public let format: String
    /// How it was asked to be described.
    public let mode: String
    /// What was read from it; empty where there was nothing, or it could not be read.
    public let readText: String
    /// Why it could not be read, for its owner.
    public let readingFailure: String?
    public let description: String
    /// Who described it.
    public let provider: String
    /// The model that did; nil where none did.
    public let model: String?

    public init(
        blob: BlobRow, filename: String, format: String, mode: String, readText: String, readingFailure: String?,
        description: String, provider: String, model: String?
    ) {
        self.blob = blob
        self.filename = filename
        self.format = format
        self.mode = mode
        self.readText = readText
        self.readingFailure = readingFailure
        self.description = description
        self.provider = provider
        self.model = model
    }
}

extension DescribedImageRow {
    static let columns = """
        id, described_image.uuid, owner, account.uuid, sha256, size, filename, format, mode, read_text, \
        reading_failure, description, provider, model, described_image.created_at
        """
    static let table = "described_image JOIN account ON account.number = described_image.owner"

    /// Takes a row of `columns`.
    init(_ row: Row) {
        id = row[0]
        uuid = row[1]
        owner = row[2]
        ownerUUID = row[3]
        image = NewDescribedImage(
            blob: BlobRow(sha256: row[4], sizeBytes: row[5]), filename: row[6], format: row[7], mode: row[8],
            readText: row[9], readingFailure: row[10], description: row[11], provider: row[12], model: row[13])
        createdAt = Date(milliseconds: row[14])
    }
}
