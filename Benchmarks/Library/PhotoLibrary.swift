import Foundation
import Library

/// A library in a temporary folder whose one owner has so many photos, each with one file.
struct PhotoLibrary: Sendable {
    static let owner: Int64 = 1

    let library: Library
    let bare: BareRows
    private let count: Int

    /// Rows are written past the library: it would store a picture and sync a disk for each.
    init(photos count: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calotype-bench-\(UUID().uuidString)")
        let path = folder.path(percentEncoded: false)
        self.count = count
        library = try await Library.open(LibrarySettings(dataFolder: path))
        bare = try BareRows(path + "/calotype.sqlite")
        try bare.run(
            """
            PRAGMA synchronous = OFF;
            BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO photo(owner, hothash, filename, width, height, taken_at, latitude, longitude, rating, phash,
                created_at, updated_at)
            SELECT \(Self.owner), printf('%064x', i), 'IMG_' || i || '.jpg', 4000, 3000, 1700000000000 + i, 59.9, 10.7,
                i % 6, i * 2654435761, 1700000000000 + i, 1700000000000 + i FROM n;
            INSERT INTO image_file(owner, photo_id, filename, file_size, file_type, width, height, sha256, phash, exif,
                created_at, updated_at)
            SELECT owner, id, filename, 2048576, 'jpeg', width, height, hothash, phash, '{"Make":"Canon"}',
                created_at, updated_at FROM photo;
            COMMIT;
            """)
    }

    /// Where a page begins: another one each time, all over the library.
    func offset(_ number: Int) -> Int { number &* 7919 % max(1, count - 100) }
}

/// The libraries of this run, each made once.
actor PhotoLibraries {
    private var made: [Int: Task<PhotoLibrary, any Error>] = [:]

    func library(photos count: Int) async throws -> PhotoLibrary {
        let library = made[count] ?? Task { try await PhotoLibrary(photos: count) }
        made[count] = library
        return try await library.value
    }
}
