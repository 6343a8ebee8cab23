import GRDB

/// How much there is of an owner's catalogue.
public struct CatalogueFiguresRow: Hashable, Sendable {
    public let products: Int
    /// Pictures that are there, not those announced.
    public let images: Int
    public let completedAnalyses: Int
    public let defects: Int
    public let activeJobs: Int
    /// Milliseconds; 0 where nothing has been completed.
    public let averageProcessingMilliseconds: Double
}

extension StoreSnapshot {
    /// Counted in indexes that hold all that is asked for.
    public func catalogueFigures(of owner: Int64) throws -> CatalogueFiguresRow {
        let images = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM product_image WHERE owner = ? AND sha256 IS NOT NULL"),
            arguments: [owner])
        let analyses = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT COUNT(*), COALESCE(SUM(defect_count), 0), COALESCE(AVG(processing_ms), 0.0)
                    FROM image_analysis WHERE owner = ? AND status = 'completed'
                    """),
            arguments: [owner])
        let jobs = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT COUNT(*) FROM processing_job WHERE owner = ? AND status IN ('queued', 'processing')"),
            arguments: [owner])
        return CatalogueFiguresRow(
            products: try total(.products, of: owner), images: images ?? 0, completedAnalyses: analyses?[0] ?? 0,
            defects: analyses?[1] ?? 0, activeJobs: jobs ?? 0, averageProcessingMilliseconds: analyses?[2] ?? 0)
    }
}
