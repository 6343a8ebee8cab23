import GRDB

/// As much of a file as stands under its photo, or among files that look alike.
public struct ImageFileBrief: Hashable, Sendable {
    public let id: Int64
    public let photoID: Int64
    public let hothash: String
    public let filename: String
    public let sizeBytes: Int
    public let type: String

    init(_ row: Row) {
        id = row[0]
        photoID = row[1]
        hothash = row[2]
        filename = row[3]
        sizeBytes = row[4]
        type = row[5]
    }

    static let select = """
        SELECT image_file.id, photo_id, hothash, image_file.filename, file_size, file_type
        FROM image_file JOIN photo ON photo.id = image_file.photo_id
        """
}

extension StoreSnapshot {
    /// All files of one photo, in the order in which they came.
    public func imageFileBriefs(ofPhoto photo: Int64) throws -> [ImageFileBrief] {
        try Row.fetchAll(
            db.cachedStatement(sql: ImageFileBrief.select + " WHERE photo_id = ? ORDER BY image_file.id"),
            arguments: [photo]
        ).map(ImageFileBrief.init)
    }

    /// All files of a page of the owner's photos, in the order in which they came.
    public func imageFileBriefs(ofPhotosOf owner: Int64, offset: Int, limit: Int) throws -> [ImageFileBrief] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: ImageFileBrief.select + " WHERE photo_id IN (\(PhotoRow.page)) ORDER BY image_file.id"),
            arguments: [owner, limit, offset])
        return try Array(rows.map { ImageFileBrief($0) })
    }

    /// All files of these photos, in the order in which they came.
    public func imageFileBriefs(ofPhotos photos: [Int64]) throws -> [ImageFileBrief] {
        try imageFileBriefs(whose: "photo_id", isAmong: photos)
    }

    /// The files with these ids, in the order in which they came; of those that are gone there is none.
    public func imageFileBriefs(_ ids: [Int64]) throws -> [ImageFileBrief] {
        try imageFileBriefs(whose: "image_file.id", isAmong: ids)
    }

    private func imageFileBriefs(whose column: String, isAmong ids: [Int64]) throws -> [ImageFileBrief] {
        guard !ids.isEmpty else { return [] }
        return try Row.fetchAll(
            db, sql: ImageFileBrief.select + " WHERE \(column) IN \(ids.questionMarks) ORDER BY image_file.id",
            arguments: StatementArguments(ids)
        ).map(ImageFileBrief.init)
    }
}
