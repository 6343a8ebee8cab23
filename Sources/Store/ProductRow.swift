public import Foundation
import GRDB

/// A product of a catalogue, as its row has it.
public struct ProductRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    /// Its owner's account number, and the same as a UUID.
    public let owner: Int64
    public let ownerUUID: String
    public var fields: ProductFields
    /// What an analysis made of its pictures.
    public let aiDescription: String?
    public let createdAt: Date
    public let updatedAt: Date
}

/// What a product's owner says of it.
public struct ProductFields: Hashable, Sendable {
    public var title: String
    public var description: String?
    public var category: String?
    /// Whether the category is the owner's word and not an analysis's.
    public var categoryIsOwn: Bool
    public var subcategory: String?
    public var status: ProductStatus
    /// A JSON object.
    public var metadata: String

    public init(
        title: String, description: String?, category: String?, categoryIsOwn: Bool, subcategory: String?,
        status: ProductStatus, metadata: String
    ) {
        self.title = title
        self.description = description
        self.category = category
        self.categoryIsOwn = categoryIsOwn
        self.subcategory = subcategory
        self.status = status
        self.metadata = metadata
    }
}

/// Where a product is in its life.
public enum ProductStatus: String, Hashable, Sendable, CaseIterable {
    case draft, processing, active, archived
}

/// A picture of a product, as its row has it.
public struct ProductImageRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    public let productID: Int64
    /// Names the object that a client puts.
    public let objectKey: String
    public let filename: String
    /// Of the bytes, once they are there; before, as announced. The same goes for the size.
    public let mediaType: String
    public let sizeBytes: Int
    /// Nil until the picture is there.
    public let content: ImageContentRow?
    public let createdAt: Date
}

/// What a picture's row has of its content.
public struct ImageContentRow: Hashable, Sendable {
    public let sha256: String
    /// Sides in pixels, upright.
    public let width: Int
    public let height: Int

    public init(sha256: String, width: Int, height: Int) {
        self.sha256 = sha256
        self.width = width
        self.height = height
    }
}

extension ProductRow {
    static let select = """
        SELECT product.id, product.uuid, product.owner, account.uuid, title, description, category, category_is_own,
            subcategory, status, metadata, ai_description, product.created_at, product.updated_at
        FROM product JOIN account ON account.number = product.owner
        """

    /// Takes a row of `select`.
    init(_ row: Row) throws {
        let statusText: String = row[9]
        guard let status = ProductStatus(rawValue: statusText) else {
            throw StoreError.damaged(reason: "a product in state \(statusText)")
        }
        id = row[0]
        uuid = row[1]
        owner = row[2]
        ownerUUID = row[3]
        fields = ProductFields(
            title: row[4], description: row[5], category: row[6], categoryIsOwn: row[7], subcategory: row[8],
            status: status, metadata: row[10])
        aiDescription = row[11]
        createdAt = Date(milliseconds: row[12])
        updatedAt = Date(milliseconds: row[13])
    }
}

extension ProductImageRow {
    static let columns = """
        id, uuid, product_id, object_key, filename, media_type, size, sha256, width, height, created_at
        """

    /// Takes a row of `columns`.
    init(_ row: Row) {
        id = row[0]
        uuid = row[1]
        productID = row[2]
        objectKey = row[3]
        filename = row[4]
        mediaType = row[5]
        sizeBytes = row[6]
        if let sha256: String = row[7] {
            content = ImageContentRow(sha256: sha256, width: row[8], height: row[9])
        } else {
            content = nil
        }
        createdAt = Date(milliseconds: row[10])
    }
}
