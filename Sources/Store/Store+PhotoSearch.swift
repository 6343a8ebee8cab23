public import Foundation
import GRDB

/// What a search asks of photos. All that is nil asks nothing.
public struct PhotoQuery: Hashable, Sendable {
    /// Words of the user's own.
    public var text: String?
    public var lowestRating: Int?
    public var highestRating: Int?
    public var takenAfter: Date?
    public var takenBefore: Date?
    public var authorID: Int64?
    public var hasPlace: Bool?
    public var hasRaw: Bool?
    public var order: PhotoOrder = .created
    public var ascending = false

    public init() {}
}

/// What photos are sorted by. Those that are equal in it come by id, in the same direction; those without it, rated or
/// dated nothing, count as the least.
public enum PhotoOrder: String, Hashable, Sendable, CaseIterable {
    case taken = "taken_at"
    case created = "created_at"
    case rating
    case filename
}

extension StoreSnapshot {
    /// A page of the owner's photos that answer the query, and how many answer it.
    public func searchPhotos(
        _ query: PhotoQuery, of owner: Int64, offset: Int, limit: Int
    ) throws -> (photos: [PhotoRow], total: Int) {
        guard let search = PhotoSearchSQL(query, owner: owner) else { return ([], 0) }
        let ids = try Int64.fetchAll(
            db.cachedStatement(sql: search.page), arguments: search.arguments + [limit, offset])
        let total = try Int.fetchOne(db.cachedStatement(sql: search.count), arguments: search.arguments) ?? 0
        return (try photos(ids), total)
    }
}

/// A query as SQL: one text for each set of conditions, whatever their values, so that statements are prepared once.
///
/// In the order of creation the page is read backwards from an index, or from the full-text index, and ends with its
/// last row; another order has an index of its own, which conditions must not talk the planner out of (hence the `+`).
private struct PhotoSearchSQL {
    private(set) var arguments: StatementArguments = []
    private let source: String
    private let id: String
    private let conditions: String
    private let sort: String

    /// Nil where no photo can answer.
    init?(_ query: PhotoQuery, owner: Int64) {
        var clauses: [String] = []
        var arguments: StatementArguments = []
        func require(_ clause: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            clauses.append(clause)
            arguments += [value]
        }
        require("+rating >= ?", query.lowestRating)
        require("+rating <= ?", query.highestRating)
        require("+taken_at >= ?", query.takenAfter?.milliseconds)
        require("+taken_at <= ?", query.takenBefore?.milliseconds)
        require("+author_id = ?", query.authorID)
        require("(latitude IS NOT NULL AND longitude IS NOT NULL) = ?", query.hasPlace)
        require("has_raw = ?", query.hasRaw)

        if let text = query.text {
            guard let match = PhotoSearchMatch(text, owner: owner) else { return nil }
            let needsPhotos = !clauses.isEmpty || query.order != .created
            source = needsPhotos ? PhotoSearchMatch.tableWithPhotos : PhotoSearchMatch.table
            id = PhotoSearchMatch.id
            clauses.insert(PhotoSearchMatch.condition, at: 0)
            arguments = [match.expression] + arguments
        } else {
            source = "photo"
            id = "photo.id"
            clauses.insert("owner = ?", at: 0)
            arguments = [owner] + arguments
        }
        let direction = query.ascending ? "ASC" : "DESC"
        let columns: [PhotoOrder: String] = [.taken: "taken_at", .rating: "rating", .filename: "filename"]
        sort = (columns[query.order].map { "photo.\($0) \(direction), " } ?? "") + "\(id) \(direction)"
        conditions = clauses.joined(separator: " AND ")
        self.arguments = arguments
    }

    var page: String { "SELECT \(id) FROM \(source) WHERE \(conditions) ORDER BY \(sort) LIMIT ? OFFSET ?" }
    var count: String { "SELECT COUNT(*) FROM \(source) WHERE \(conditions)" }
}
