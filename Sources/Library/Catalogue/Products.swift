import Foundation
import Store

/// A catalogue of products. Every question names the owner, and sees nothing of anyone else's.
public struct Products: Sendable {
    let ground: Ground

    /// What a list is narrowed by. What is nil narrows nothing.
    public struct Search: Hashable, Sendable {
        public var category: String?
        public var status: Product.Status?
        /// Words that title or description have, or begin a word of theirs.
        public var text: String?

        public init() {}
    }

    /// A page of those that answer the search, newest first.
    public func list(
        _ search: Search = Search(), of owner: Int64, offset: Int, limit: Int
    ) async throws -> Page<Product> {
        var query = ProductQuery()
        query.category = search.category
        query.status = search.status.map(ProductStatus.init)
        query.text = search.text
        return try await ground.read { [query] rows in
            let (products, total) = try rows.products(query, of: owner, offset: offset, limit: limit)
            let images = Dictionary(grouping: try rows.images(ofProducts: products.map(\.id)), by: \.productID)
            return Page(items: products.map { Product($0, images: images[$0.id] ?? []) }, total: total)
        }
    }

    public func product(_ uuid: String, of owner: Int64) async throws -> Product {
        try await ground.read { try $0.wholeProduct(uuid, of: owner) }
    }

    public func add(_ facts: ProductFacts, owner: Int64) async throws -> Product {
        let fields = try facts.checked(before: nil)
        let uuid = ground.randomness.uuid()
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            try steps.addProduct(uuid: uuid, owner: owner, fields, at: now)
            return try steps.wholeProduct(uuid, of: owner)
        }
    }

    /// Changes what `change` changes.
    public func update(
        _ uuid: String, of owner: Int64, _ change: @Sendable (inout ProductFacts) throws -> Void
    ) async throws -> Product {
        let now = ground.now
        return try await ground.write { steps in
            let row = try steps.requireProduct(uuid, of: owner)
            var facts = ProductFacts(row.fields)
            try change(&facts)
            try steps.updateProduct(row.id, try facts.checked(before: row.fields), at: now)
            return try steps.wholeProduct(uuid, of: owner)
        }
    }

    /// Deletes a product with its pictures and everything that was found in them. Jobs on it are cancelled, and stay as
    /// history.
    public func delete(_ uuid: String, of owner: Int64) async throws {
        let now = ground.now
        try await ground.write { steps in
            let row = try steps.requireProduct(uuid, of: owner)
            for job in try steps.activeProcessingJobs(ofProduct: row.id) { try steps.cancelProcessing(job, at: now) }
            try steps.deleteProduct(row.id)
        }
    }
}

extension ProductFacts {
    /// As a row has them. An optional text that is empty is none. A category that the owner names, other than it was, is
    /// the owner's word from then on.
    fileprivate func checked(before old: ProductFields?) throws -> ProductFields {
        try ProductText.title.check(title)
        try ProductText.description.check(description)
        try ProductText.category.check(category)
        try ProductText.subcategory.check(subcategory)
        try ProductText.metadata.check(metadata)
        let category = category?.isEmpty == true ? nil : category
        let isOwn = category != nil && (category != old?.category || old?.categoryIsOwn == true)
        return ProductFields(
            title: title, description: description?.isEmpty == true ? nil : description, category: category,
            categoryIsOwn: isOwn, subcategory: subcategory?.isEmpty == true ? nil : subcategory,
            status: ProductStatus(status), metadata: metadata)
    }
}

// The looks that several rules share.
extension StoreSnapshot {
    func requireProduct(_ uuid: String, of owner: Int64) throws -> ProductRow {
        guard let row = try product(uuid: uuid.lowercased(), of: owner) else { throw CatalogueError.noSuchProduct }
        return row
    }

    func requireProductImage(_ uuid: String, of owner: Int64) throws -> ProductImageRow {
        guard let row = try productImage(uuid: uuid.lowercased(), of: owner) else { throw CatalogueError.noSuchImage }
        return row
    }

    func wholeProduct(_ uuid: String, of owner: Int64) throws -> Product {
        let row = try requireProduct(uuid, of: owner)
        return Product(row, images: try images(ofProducts: [row.id]))
    }
}
