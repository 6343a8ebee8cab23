public import Foundation
import Store

/// A thing that its owner shows in pictures.
public struct Product: Hashable, Sendable {
    /// Where it is in its life. `processing` lasts while a job works on its pictures.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case draft, processing, active, archived
    }

    /// A UUID in lower case. So is its owner's.
    public let uuid: String
    public let ownerUUID: String
    public let facts: ProductFacts
    /// What an analysis made of its pictures; nil where none has.
    public let aiDescription: String?
    /// Oldest first.
    public let images: [ProductImage]
    public let createdAt: Date
    public let updatedAt: Date
}

/// What an owner says of a product.
public struct ProductFacts: Hashable, Sendable {
    public var title: String
    public var description: String?
    /// The owner's word, or, where there is none, the label that an analysis gave with confidence.
    public var category: String?
    public var subcategory: String?
    public var status: Product.Status
    /// A JSON object.
    public var metadata: String

    public init(
        title: String, description: String? = nil, category: String? = nil, subcategory: String? = nil,
        status: Product.Status = .draft, metadata: String = "{}"
    ) {
        self.title = title
        self.description = description
        self.category = category
        self.subcategory = subcategory
        self.status = status
        self.metadata = metadata
    }
}

/// A picture of a product.
public struct ProductImage: Hashable, Sendable {
    /// Whether its bytes are there.
    public enum UploadState: String, Hashable, Sendable, CaseIterable {
        case pending, uploaded
    }

    /// A UUID in lower case.
    public let uuid: String
    /// Names the object that a client puts.
    public let objectKey: String
    /// As the sender named it.
    public let filename: String
    /// Of the bytes once they are there, before as announced. So is the size.
    public let mediaType: String
    public let sizeBytes: Int
    /// Sides in pixels, upright; nil until the bytes are there.
    public let width: Int?
    public let height: Int?
    public let state: UploadState
    /// Whether it stands for the product: the first picture whose bytes are there.
    public let isPrimary: Bool
    public let createdAt: Date
}

extension Product {
    init(_ row: ProductRow, images: [ProductImageRow]) {
        uuid = row.uuid
        ownerUUID = row.ownerUUID
        facts = ProductFacts(row.fields)
        aiDescription = row.aiDescription
        let primary = images.first { $0.content != nil } ?? images.first
        self.images = images.map { ProductImage($0, isPrimary: $0.id == primary?.id) }
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

extension ProductFacts {
    init(_ fields: ProductFields) {
        title = fields.title
        description = fields.description
        category = fields.category
        subcategory = fields.subcategory
        status =
            switch fields.status {
            case .draft: .draft
            case .processing: .processing
            case .active: .active
            case .archived: .archived
            }
        metadata = fields.metadata
    }
}

extension ProductStatus {
    init(_ status: Product.Status) {
        self =
            switch status {
            case .draft: .draft
            case .processing: .processing
            case .active: .active
            case .archived: .archived
            }
    }
}

extension ProductImage {
    init(_ row: ProductImageRow, isPrimary: Bool) {
        uuid = row.uuid
        objectKey = row.objectKey
        filename = row.filename
        mediaType = row.mediaType
        sizeBytes = row.sizeBytes
        width = row.content?.width
        height = row.content?.height
        state = row.content == nil ? .pending : .uploaded
        self.isPrimary = isPrimary
        createdAt = row.createdAt
    }
}
