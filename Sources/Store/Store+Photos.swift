public import Foundation
import GRDB

/// A photo of one owner, with its author.
public struct PhotoRow: Hashable, Sendable {
    public let id: Int64
    /// The key of its small preview, unique to the owner.
    public let hothash: String
    /// Sides of the picture itself in pixels, upright.
    public let width: Int
    public let height: Int
    public let takenAt: Date?
    /// Degrees, north and east positive.
    public let latitude: Double?
    public let longitude: Double?
    /// 0 to 5, or none.
    public let rating: Int?
    public let stackID: Int64?
    public let phash: UInt64
    /// The stored large preview, where there is one.
    public let cold: ColdPreviewRow?
    public let createdAt: Date
    public let updatedAt: Date
    public let author: AuthorRow?
    /// Base64; empty or nil where there is none.
    public let thumbhash: String?

    /// Reads the columns of `select`, in their order.
    init(_ row: Columns) {
        id = row[0]
        hothash = row[1]
        width = row[2]
        height = row[3]
        takenAt = row[4]
        latitude = row[5]
        longitude = row[6]
        rating = row[7]
        stackID = row[8]
        phash = UInt64(bitPattern: row[9])
        cold = row.isNull(10) ? nil : ColdPreviewRow(sha256: row[10], width: row[11], height: row[12])
        createdAt = row[13]
        updatedAt = row[14]
        author = row.isNull(15) ? nil : AuthorRow(row, from: 15)
        thumbhash = row[21]
    }

    /// From `photo`, joined with its author.
    static let select = """
        SELECT photo.id, photo.hothash, photo.width, photo.height, photo.taken_at, photo.latitude, photo.longitude,
            photo.rating, photo.stack_id, photo.phash, photo.cold_sha256, photo.cold_width, photo.cold_height,
            photo.created_at, photo.updated_at,
            author.id, author.name, author.email, author.bio, author.created_at, author.updated_at,
            photo.thumbhash
        FROM photo LEFT JOIN author ON author.id = photo.author_id
        """

    /// The ids on a page: its owner, its limit, its offset.
    static let page = "SELECT id FROM photo WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?"
}

/// A stored large preview.
public struct ColdPreviewRow: Hashable, Sendable {
    public let sha256: String
    /// Sides in pixels.
    public let width: Int
    public let height: Int

    public init(sha256: String, width: Int, height: Int) {
        self.sha256 = sha256
        self.width = width
        self.height = height
    }
}

extension StoreSnapshot {
    /// The owner's photo with this hothash.
    public func photo(hothash: String, of owner: Int64) throws -> PhotoRow? {
        let statement = try db.cachedStatement(sql: PhotoRow.select + " WHERE photo.owner = ? AND photo.hothash = ?")
        return try Columns.rows(of: statement, [owner, hothash], PhotoRow.init).first
    }

    /// A page of the owner's photos, newest first.
    ///
    /// The offset is walked in the index alone; only what is on the page is read whole.
    public func photos(of owner: Int64, offset: Int, limit: Int) throws -> [PhotoRow] {
        let statement = try db.cachedStatement(
            sql: PhotoRow.select + " WHERE photo.id IN (\(PhotoRow.page)) ORDER BY photo.id DESC")
        return try Columns.rows(of: statement, [owner, limit, offset], PhotoRow.init)
    }

    /// The photos with these ids, in the order of the ids.
    func photos(_ ids: [Int64]) throws -> [PhotoRow] {
        guard !ids.isEmpty else { return [] }
        let statement = try db.makeStatement(sql: PhotoRow.select + " WHERE photo.id IN \(ids.questionMarks)")
        let rows = try Columns.rows(of: statement, StatementArguments(ids), PhotoRow.init)
        let byID = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }
}

extension [Int64] {
    /// A place in a statement for each: `(?,?,?)`.
    var questionMarks: String { "(\(databaseQuestionMarks(count: count)))" }
}
