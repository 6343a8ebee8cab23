public import Foundation
import GRDB

/// A picture of a product before it has a row.
public struct NewProductImage: Hashable, Sendable {
    public var uuid: String
    public var product: Int64
    public var owner: Int64
    public var objectKey: String
    public var filename: String
    public var mediaType: String
    public var sizeBytes: Int
    /// Nil for one that is announced, and put later.
    public var content: ImageContentRow?

    public init(
        uuid: String, product: Int64, owner: Int64, objectKey: String, filename: String, mediaType: String,
        sizeBytes: Int, content: ImageContentRow?
    ) {
        self.uuid = uuid
        self.product = product
        self.owner = owner
        self.objectKey = objectKey
        self.filename = filename
        self.mediaType = mediaType
        self.sizeBytes = sizeBytes
        self.content = content
    }
}

/// How a labelled picture looks.
public struct LabelledDescriptorRow: Hashable, Sendable {
    public let label: String
    public let descriptor: [UInt8]
}

extension StoreSnapshot {
    /// One of the owner's pictures.
    public func productImage(uuid: String, of owner: Int64) throws -> ProductImageRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(ProductImageRow.columns) FROM product_image WHERE uuid = ? AND owner = ?"),
            arguments: [uuid, owner]
        ).map(ProductImageRow.init)
    }

    /// The pictures of these products, oldest first.
    public func images(ofProducts products: [Int64]) throws -> [ProductImageRow] {
        guard !products.isEmpty else { return [] }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(ProductImageRow.columns) FROM product_image
                WHERE product_id IN \(products.questionMarks) ORDER BY id
                """,
            arguments: StatementArguments(products)
        ).map(ProductImageRow.init)
    }

    /// How the owner's pictures look whose products the owner has given a category, the newest first, but for one.
    public func labelledDescriptors(
        of owner: Int64, except image: Int64, limit: Int
    ) throws -> [LabelledDescriptorRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT product.category, product_image.descriptor
                    FROM product_image JOIN product ON product.id = product_image.product_id
                    WHERE product_image.owner = ? AND product.category_is_own = 1
                        AND product_image.descriptor IS NOT NULL AND product_image.id <> ?
                    ORDER BY product_image.id DESC LIMIT ?
                    """),
            arguments: [owner, image, limit]
        ).map { LabelledDescriptorRow(label: $0[0], descriptor: Array($0[1] as Data)) }
    }
}

extension StoreTransaction {
    public func addProductImage(_ image: NewProductImage, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO product_image (uuid, product_id, owner, object_key, filename, media_type, size, sha256,
                    width, height, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                image.uuid, image.product, image.owner, image.objectKey, image.filename, image.mediaType,
                image.sizeBytes, image.content?.sha256, image.content?.width, image.content?.height,
                time.milliseconds,
            ])
    }

    /// The announced picture is there.
    public func fillProductImage(
        _ id: Int64, mediaType: String, sizeBytes: Int, _ content: ImageContentRow
    ) throws {
        try db.execute(
            sql: "UPDATE product_image SET media_type = ?, size = ?, sha256 = ?, width = ?, height = ? WHERE id = ?",
            arguments: [mediaType, sizeBytes, content.sha256, content.width, content.height, id])
    }

    /// Forgets pictures that were announced before `time` and have not come.
    public func pruneAnnouncedImages(before time: Date) throws {
        try db.execute(
            sql: "DELETE FROM product_image WHERE sha256 IS NULL AND created_at < ?", arguments: [time.milliseconds])
    }

    /// Keeps how a picture looks.
    public func setDescriptor(_ descriptor: [UInt8], ofImage id: Int64) throws {
        try db.execute(
            sql: "UPDATE product_image SET descriptor = ? WHERE id = ?", arguments: [Data(descriptor), id])
    }
}
