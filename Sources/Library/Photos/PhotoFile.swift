public import Foundation
import Hashing
import Store

/// A physical file of a photo: the one that it was made from, or a companion such as a RAW.
public struct PhotoFile: Hashable, Sendable {
    public let id: Int64
    /// Of the photo that it belongs to.
    public let hothash: String
    public let filename: String
    public let sizeBytes: Int
    public let type: String
    /// Sides in pixels.
    public let width: Int
    public let height: Int
    /// 16 lower-case hexadecimal digits; nil for a file that is not decoded.
    public let perceptualHash: String?
    /// A JSON object.
    public let exif: String
    public let takenAt: Date?
    /// Degrees, north and east positive.
    public let latitude: Double?
    public let longitude: Double?
    public let importSessionID: Int64?
    public let storage: Storage
    public let createdAt: Date
    public let updatedAt: Date

    /// Where the client keeps the file, as it says.
    public struct Storage: Hashable, Sendable {
        public var path: String?
        public var type: String?
        /// As it was sent, whatever its algorithm.
        public var checksum: String?
        /// When the client last told about it.
        public internal(set) var lastVerified: Date?
    }
}

extension PhotoFile {
    init(_ row: ImageFileRow) {
        id = row.id
        hothash = row.hothash
        filename = row.filename
        sizeBytes = row.sizeBytes
        type = row.type
        width = row.width
        height = row.height
        perceptualHash = row.phash.map { PerceptualHash(bits: $0).hex }
        exif = row.exif
        takenAt = row.takenAt
        latitude = row.latitude
        longitude = row.longitude
        importSessionID = row.importSessionID
        storage = Storage(row.storage)
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

extension PhotoFile.Storage {
    init(_ row: StorageRow) {
        self.init(path: row.path, type: row.type, checksum: row.checksum, lastVerified: row.lastVerified)
    }

    var row: StorageRow {
        StorageRow(path: path, type: type, checksum: checksum, lastVerified: lastVerified)
    }
}

/// What a sender says of a file. What the bytes themselves tell counts more, except for when and where it was taken.
public struct FileDetails: Sendable {
    public var filename: String
    public var sizeBytes: Int?
    public var type: FileType?
    public var width: Int?
    public var height: Int?
    /// A JSON object.
    public var exif: String?
    public var takenAt: Date?
    public var latitude: Double?
    public var longitude: Double?
    /// Counts where it is 16 hexadecimal digits.
    public var perceptualHash: String?
    public var importSessionID: Int64?

    public init(filename: String) {
        self.filename = filename
    }
}
