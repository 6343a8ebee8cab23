import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listProducts(_ incoming: Incoming) async throws -> PageShape<ProductShape> {
        var search = Products.Search()
        search.category = try incoming[Query.category]
        search.status = try incoming[Query.productStatus]
        search.text = try incoming[Query.search]
        let (page, size) = (try incoming[Query.page], try incoming[Query.pageSize])
        let found = try await library.products.list(
            search, of: try incoming.caller.account, offset: (page - 1) * size, limit: size)
        return PageShape(items: found.items.map(ProductShape.init), total: found.total, page: page, pageSize: size)
    }

    @Sendable func addProduct(_ body: ProductBody, _ incoming: Incoming) async throws -> ProductShape {
        let facts = ProductFacts(
            title: body.title, description: body.description, category: body.category, subcategory: body.subcategory,
            status: body.status ?? .draft, metadata: try object(body.metadata, "metadata_") ?? "{}")
        return ProductShape(try await library.products.add(facts, owner: try incoming.caller.account))
    }

    @Sendable func product(_ incoming: Incoming) async throws -> ProductShape {
        ProductShape(
            try await library.products.product(try incoming.capture("product_id"), of: try incoming.caller.account))
    }

    @Sendable func updateProduct(_ body: ProductChangeBody, _ incoming: Incoming) async throws -> ProductShape {
        let metadata = try object(body.metadata, "metadata_")
        let product = try await library.products.update(
            try incoming.capture("product_id"), of: try incoming.caller.account
        ) { facts in
            guard let title = body.title.applied(to: facts.title), !title.isEmpty else {
                throw RequestError.field("title", .missing)
            }
            facts.title = title
            facts.description = body.description.applied(to: facts.description)
            facts.category = body.category.applied(to: facts.category)
            facts.subcategory = body.subcategory.applied(to: facts.subcategory)
            facts.status = body.status ?? facts.status
            facts.metadata = metadata ?? facts.metadata
        }
        return ProductShape(product)
    }

    @Sendable func deleteProduct(_ incoming: Incoming) async throws {
        try await library.products.delete(try incoming.capture("product_id"), of: try incoming.caller.account)
    }

    @Sendable func productAnalyses(_ incoming: Incoming) async throws -> [AnalysisShape] {
        try await library.imageAnalyses.analyses(
            ofProduct: try incoming.capture("product_id"), of: try incoming.caller.account
        ).map(AnalysisShape.init)
    }
}
