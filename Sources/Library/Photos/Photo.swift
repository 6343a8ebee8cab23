public import Foundation
import Hashing
import Store

/// A photo in someone's library: what a picture shows, apart from the files that it comes in.
public struct Photo: Hashable, Sendable {
    /// SHA-256 of its small preview's bytes: 64 lower-case hexadecimal digits.
    public let hothash: String
    /// Sides in pixels, upright.
    public let width: Int
    public let height: Int
    public let takenAt: Date?
    /// Degrees, north and east positive.
    public let latitude: Double?
    public let longitude: Double?
    /// 0 to 5, or none.
    public let rating: Int?
    public let author: Author?
    public let stackID: Int64?
    /// 16 lower-case hexadecimal digits.
    public let perceptualHash: String
    /// A ThumbHash of its small preview in base64: what to show until that is there. Nil where none was made yet.
    public let thumbhash: String?
    /// Whether there is a large preview.
    public let hasColdpreview: Bool
    /// In the order in which they came.
    public let files: [File]
    public let createdAt: Date
    public let updatedAt: Date

    /// As much of a file as its photo shows.
    public struct File: Hashable, Sendable {
        public let id: Int64
        public let filename: String
        public let sizeBytes: Int
        public let type: String
    }
}

extension Photo {
    init(_ row: PhotoRow, files: [ImageFileBrief]) {
        hothash = row.hothash
        width = row.width
        height = row.height
        takenAt = row.takenAt
        latitude = row.latitude
        longitude = row.longitude
        rating = row.rating
        author = row.author.map(Author.init)
        stackID = row.stackID
        perceptualHash = PerceptualHash(bits: row.phash).hex
        thumbhash = row.thumbhash == "" ? nil : row.thumbhash
        hasColdpreview = row.cold != nil
        self.files = files.map(File.init)
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

extension Photo.File {
    init(_ row: ImageFileBrief) {
        id = row.id
        filename = row.filename
        sizeBytes = row.sizeBytes
        type = row.type
    }
}

/// A part of a list, and how long the whole is.
public struct Page<Item: Sendable>: Sendable {
    public let items: [Item]
    public let total: Int
}

extension StoreSnapshot {
    /// Rows as photos, with their files.
    func withFiles(_ rows: [PhotoRow]) throws -> [Photo] {
        let files = Dictionary(grouping: try imageFileBriefs(ofPhotos: rows.map(\.id)), by: \.photoID)
        return rows.map { Photo($0, files: files[$0.id] ?? []) }
    }

    /// The owner's photo, or `PhotoError.noSuchPhoto`, a stranger's included.
    func requirePhoto(_ hothash: String, of owner: Int64) throws -> PhotoRow {
        guard let photo = try photo(hothash: hothash, of: owner) else { throw PhotoError.noSuchPhoto }
        return photo
    }

    /// The owner's file, or `PhotoError.noSuchImageFile`.
    func requireImageFile(_ id: Int64, of owner: Int64) throws -> ImageFileRow {
        guard let file = try imageFile(id, of: owner) else { throw PhotoError.noSuchImageFile }
        return file
    }

    /// The owner's author, or `PhotoError.noSuchAuthor`.
    func requireAuthor(_ id: Int64, of owner: Int64) throws -> AuthorRow {
        guard let author = try author(id, of: owner) else { throw PhotoError.noSuchAuthor }
        return author
    }

    /// The owner's import session, or `PhotoError.noSuchImportSession`.
    func requireImportSession(_ id: Int64, of owner: Int64) throws -> ImportSessionRow {
        guard let session = try importSession(id, of: owner) else { throw PhotoError.noSuchImportSession }
        return session
    }

    /// The owner's stack, or `PhotoError.noSuchStack`.
    func requireStack(_ id: Int64, of owner: Int64) throws -> StackRow {
        guard let stack = try stack(id, of: owner) else { throw PhotoError.noSuchStack }
        return stack
    }
}
