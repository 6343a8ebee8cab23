import GRDB

/// As much of a file as stands under its photo, or among files that look alike.
public struct ImageFileBrief: Hashable, Sendable {
    public let id: Int64
    public let photoID: Int64
    public let hothash: String
    public let filename: String
    public let sizeBytes: Int
    public let type: String

    init(_ row: Columns) {
        id = row[0]
        photoID = row[1]
        hothash = row[2]
        filename = row[3]
        sizeBytes = row[4]
        type = row[5]
    }

    fileprivate static func select(whose condition: String) -> String {
        """
        SELECT image_file.id, photo_id, hothash, image_file.filename, file_size, file_type
        FROM image_file JOIN photo ON photo.id = image_file.photo_id
        WHERE \(condition) ORDER BY image_file.id
        """
    }
}

extension StoreSnapshot {
    /// All files of one photo, in the order in which they came.
    public func imageFileBriefs(ofPhoto photo: Int64) throws -> [ImageFileBrief] {
        try briefs(db.cachedStatement(sql: ImageFileBrief.select(whose: "photo_id = ?")), [photo])
    }

    /// All files of a page of the owner's photos, in the order in which they came.
    public func imageFileBriefs(ofPhotosOf owner: Int64, offset: Int, limit: Int) throws -> [ImageFileBrief] {
        let sql = ImageFileBrief.select(whose: "photo_id IN (\(PhotoRow.page))")
        return try briefs(db.cachedStatement(sql: sql), [owner, limit, offset])
    }

    /// All files of these photos, in the order in which they came.
    public func imageFileBriefs(ofPhotos photos: [Int64]) throws -> [ImageFileBrief] {
        guard !photos.isEmpty else { return [] }
        let sql = ImageFileBrief.select(whose: "photo_id IN \(photos.questionMarks)")
        return try briefs(db.makeStatement(sql: sql), StatementArguments(photos))
    }

    /// The files with these ids, in the order in which they came; of those that are gone there is none.
    public func imageFileBriefs(_ ids: [Int64]) throws -> [ImageFileBrief] {
        guard !ids.isEmpty else { return [] }
        let sql = ImageFileBrief.select(whose: "image_file.id IN \(ids.questionMarks)")
        return try briefs(db.makeStatement(sql: sql), StatementArguments(ids))
    }

    private func briefs(_ statement: Statement, _ arguments: StatementArguments) throws -> [ImageFileBrief] {
        try Columns.rows(of: statement, arguments, ImageFileBrief.init)
    }
}
