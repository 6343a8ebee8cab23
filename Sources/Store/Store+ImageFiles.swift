public import Foundation
import GRDB

/// A physical file of a photo: the one that it was made from, or a companion such as a RAW.
public struct ImageFileRow: Hashable, Sendable {
    public let id: Int64
    public let photoID: Int64
    public let hothash: String
    public let filename: String
    public let sizeBytes: Int
    public let type: String
    public let width: Int
    public let height: Int
    /// The file's own content, where it was sent.
    public let sha256: String?
    public let phash: UInt64?
    /// A JSON object.
    public let exif: String
    public let takenAt: Date?
    public let latitude: Double?
    public let longitude: Double?
    public let importSessionID: Int64?
    public let storage: StorageRow
    public let createdAt: Date
    public let updatedAt: Date

    /// Reads the columns of `select`, in their order.
    init(_ row: Row) {
        id = row[0]
        photoID = row[1]
        hothash = row[2]
        filename = row[3]
        sizeBytes = row[4]
        type = row[5]
        width = row[6]
        height = row[7]
        sha256 = row[8]
        phash = (row[9] as Int64?).map { UInt64(bitPattern: $0) }
        exif = row[10]
        takenAt = Date(column: row[11])
        latitude = row[12]
        longitude = row[13]
        importSessionID = row[14]
        storage = StorageRow(
            path: row[15], type: row[16], checksum: row[17], lastVerified: Date(column: row[18]))
        createdAt = Date(milliseconds: row[19])
        updatedAt = Date(milliseconds: row[20])
    }

    /// From `image_file`, joined with its photo.
    static let select = """
        SELECT image_file.id, photo_id, hothash, image_file.filename, file_size, file_type, image_file.width,
            image_file.height, sha256, image_file.phash, exif, image_file.taken_at, image_file.latitude,
            image_file.longitude, import_session_id, storage_path, storage_type, checksum, last_verified,
            image_file.created_at, image_file.updated_at
        FROM image_file JOIN photo ON photo.id = image_file.photo_id
        """
}

/// Where the client keeps a file, and when it last said so.
public struct StorageRow: Hashable, Sendable {
    public var path: String?
    public var type: String?
    /// As the client wrote it.
    public var checksum: String?
    public var lastVerified: Date?

    public init(path: String?, type: String?, checksum: String?, lastVerified: Date?) {
        self.path = path
        self.type = type
        self.checksum = checksum
        self.lastVerified = lastVerified
    }
}

extension StoreSnapshot {
    /// One of the owner's files.
    public func imageFile(_ id: Int64, of owner: Int64) throws -> ImageFileRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: ImageFileRow.select + " WHERE image_file.id = ? AND image_file.owner = ?"),
            arguments: [id, owner]
        ).map(ImageFileRow.init)
    }

    /// A page of the owner's files, newest first.
    public func imageFiles(of owner: Int64, offset: Int, limit: Int) throws -> [ImageFileRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: ImageFileRow.select + """
                     WHERE image_file.id IN
                        (SELECT id FROM image_file WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?)
                     ORDER BY image_file.id DESC
                    """),
            arguments: [owner, limit, offset]
        ).map(ImageFileRow.init)
    }

    /// A page of one photo's files, newest first.
    public func imageFiles(ofPhoto photo: Int64, offset: Int, limit: Int) throws -> [ImageFileRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: ImageFileRow.select + " WHERE photo_id = ? ORDER BY image_file.id DESC LIMIT ? OFFSET ?"),
            arguments: [photo, limit, offset]
        ).map(ImageFileRow.init)
    }

    /// How many files a photo has.
    public func imageFileCount(ofPhoto photo: Int64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM image_file WHERE photo_id = ?"), arguments: [photo]) ?? 0
    }
}
