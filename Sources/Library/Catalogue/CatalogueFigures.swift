import Store

/// How much there is of an owner's catalogue, at one moment.
public struct CatalogueFigures: Hashable, Sendable {
    public let products: Int
    /// Pictures that are there, not those announced.
    public let images: Int
    public let completedAnalyses: Int
    /// Found by these analyses.
    public let defects: Int
    /// Jobs that wait or run.
    public let activeJobs: Int
    /// Rounded; 0 where nothing has been completed.
    public let averageProcessingMilliseconds: Int
}

/// How many products have a category.
public struct CategoryCount: Hashable, Sendable {
    public let category: String
    public let count: Int
}

extension Products {
    public func figures(of owner: Int64) async throws -> CatalogueFigures {
        let row = try await ground.read { try $0.catalogueFigures(of: owner) }
        return CatalogueFigures(
            products: row.products, images: row.images, completedAnalyses: row.completedAnalyses,
            defects: row.defects, activeJobs: row.activeJobs,
            averageProcessingMilliseconds: Int(row.averageProcessingMilliseconds.rounded()))
    }

    /// The most frequent first. Products without a category are in none.
    public func categories(of owner: Int64) async throws -> [CategoryCount] {
        try await ground.read { try $0.categoryCounts(of: owner) }.map {
            CategoryCount(category: $0.category, count: $0.count)
        }
    }
}
