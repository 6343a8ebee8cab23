public import Foundation
import GRDB

/// What a list of products is narrowed by. What is nil narrows nothing.
public struct ProductQuery: Hashable, Sendable {
    public var category: String?
    public var status: ProductStatus?
    /// Words of the user's own.
    public var text: String?

    public init() {}
}

/// How many products have a category.
public struct CategoryCountRow: Hashable, Sendable {
    public let category: String
    public let count: Int
}

extension StoreSnapshot {
    /// One of the owner's products.
    public func product(uuid: String, of owner: Int64) throws -> ProductRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: ProductRow.select + " WHERE product.uuid = ? AND owner = ?"),
            arguments: [uuid, owner]
        ).map(ProductRow.init)
    }

    /// The product that has this id, whoever's it is: for its worker.
    public func product(id: Int64) throws -> ProductRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: ProductRow.select + " WHERE product.id = ?"), arguments: [id]
        ).map(ProductRow.init)
    }

    /// A page of the owner's products that answer the query, newest first, and how many answer it.
    public func products(
        _ query: ProductQuery, of owner: Int64, offset: Int, limit: Int
    ) throws -> (products: [ProductRow], total: Int) {
        guard let search = ProductSearchSQL(query, owner: owner) else { return ([], 0) }
        let ids = try Int64.fetchAll(
            db.cachedStatement(sql: search.page), arguments: search.arguments + [limit, offset])
        let total =
            query == ProductQuery()
            ? try total(.products, of: owner)
            : try Int.fetchOne(db.cachedStatement(sql: search.count), arguments: search.arguments) ?? 0
        guard !ids.isEmpty else { return ([], total) }
        let rows = try Row.fetchAll(
            db, sql: ProductRow.select + " WHERE product.id IN \(ids.questionMarks) ORDER BY product.id DESC",
            arguments: StatementArguments(ids))
        return (try rows.map(ProductRow.init), total)
    }

    /// How many of the owner's products have each category, the most frequent first.
    public func categoryCounts(of owner: Int64) throws -> [CategoryCountRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT category, COUNT(*) AS products FROM product WHERE owner = ? AND category IS NOT NULL
                    GROUP BY category ORDER BY products DESC, category
                    """),
            arguments: [owner]
        ).map { CategoryCountRow(category: $0[0], count: $0[1]) }
    }
}

extension StoreTransaction {
    public func addProduct(uuid: String, owner: Int64, _ fields: ProductFields, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO product (uuid, owner, title, description, category, category_is_own, subcategory, status,
                    resting_status, metadata, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                uuid, owner, fields.title, fields.description, fields.category, fields.categoryIsOwn,
                fields.subcategory, fields.status.rawValue, fields.status.rawValue, fields.metadata,
                time.milliseconds, time.milliseconds,
            ])
    }

    public func updateProduct(_ id: Int64, _ fields: ProductFields, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE product SET title = ?, description = ?, category = ?, category_is_own = ?, subcategory = ?,
                    status = ?, metadata = ?, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                fields.title, fields.description, fields.category, fields.categoryIsOwn, fields.subcategory,
                fields.status.rawValue, fields.metadata, time.milliseconds, id,
            ])
    }

    /// Deletes a product with its pictures and what was found in them.
    public func deleteProduct(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM product WHERE id = ?", arguments: [id])
    }

    /// Something of the product is being processed; what it was is kept for afterwards.
    public func beginProcessing(ofProduct id: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE product SET resting_status = status, status = 'processing', updated_at = ?
                WHERE id = ? AND status <> 'processing'
                """,
            arguments: [time.milliseconds, id])
    }

    /// One thing less of the product is being processed; when nothing is, a product that still says `processing` goes to
    /// where it rests, which is `active` after a success.
    public func settleProcessing(ofProduct id: Int64, isSuccess: Bool, at time: Date) throws {
        if isSuccess {
            try db.execute(sql: "UPDATE product SET resting_status = 'active' WHERE id = ?", arguments: [id])
        }
        try db.execute(
            sql: """
                UPDATE product SET status = resting_status, updated_at = ?
                WHERE id = ? AND status = 'processing' AND NOT EXISTS (
                    SELECT 1 FROM processing_job WHERE product_id = product.id AND status IN ('queued', 'processing'))
                """,
            arguments: [time.milliseconds, id])
    }

    /// What an analysis says of the product as a whole. The category stays where the owner has set one.
    public func describeProduct(_ id: Int64, _ description: String, category: String?, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE product SET ai_description = ?, updated_at = ?,
                    category = CASE WHEN category_is_own THEN category ELSE COALESCE(?, category) END
                WHERE id = ?
                """,
            arguments: [description, time.milliseconds, category, id])
    }
}

/// A query as SQL: one text for each set of conditions, whatever their values, so that statements are prepared once.
private struct ProductSearchSQL {
    private(set) var arguments: StatementArguments
    private let source: String
    private let id: String
    private let conditions: String

    /// Nil where no product can answer.
    init?(_ query: ProductQuery, owner: Int64) {
        var clauses = ["product.owner = ?"]
        arguments = [owner]
        source =
            query.text == nil ? "product" : "product_search CROSS JOIN product ON product.id = product_search.rowid"
        id = query.text == nil ? "product.id" : "product_search.rowid"
        if let category = query.category {
            clauses.append("category = ?")
            arguments += [category]
        }
        if let status = query.status {
            clauses.append("status = ?")
            arguments += [status.rawValue]
        }
        if let text = query.text {
            guard let match = FTS5.match(text, owner: owner, columns: "title description") else { return nil }
            clauses.append("product_search MATCH ?")
            arguments += [match]
        }
        conditions = clauses.joined(separator: " AND ")
    }

    var page: String { "SELECT \(id) FROM \(source) WHERE \(conditions) ORDER BY \(id) DESC LIMIT ? OFFSET ?" }
    var count: String { "SELECT COUNT(*) FROM \(source) WHERE \(conditions)" }
}
