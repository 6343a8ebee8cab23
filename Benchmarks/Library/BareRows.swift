import CFloor

/// SQLite and nothing around it: the statements of a list page, prepared once, stepped through, each column touched.
///
/// `@unchecked Sendable`: benchmarks run one at a time, and the connection is SQLite's serialised kind.
final class BareRows: @unchecked Sendable {
    struct Failure: Error {
        let message: String
    }

    private let connection: OpaquePointer
    private let ids: OpaquePointer
    private let photos: OpaquePointer
    private let files: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let connection = opened else {
            throw Failure(message: "can't open \(path)")
        }
        self.connection = connection
        func prepare(_ sql: String) throws -> OpaquePointer {
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
                throw Failure(message: String(cString: sqlite3_errmsg(connection)))
            }
            return statement
        }
        ids = try prepare("SELECT id FROM photo WHERE owner = ? ORDER BY id DESC LIMIT 100 OFFSET ?")
        photos = try prepare(
            """
            SELECT id, hothash, width, height, taken_at, latitude, longitude, rating, stack_id, phash, cold_sha256,
                created_at, updated_at
            FROM photo WHERE id IN (SELECT value FROM json_each(?))
            """)
        files = try prepare(
            """
            SELECT id, photo_id, filename, file_size, file_type
            FROM image_file WHERE photo_id IN (SELECT value FROM json_each(?))
            """)
    }

    deinit {
        for statement in [ids, photos, files] { sqlite3_finalize(statement) }
        sqlite3_close(connection)
    }

    /// Runs statements that answer nothing.
    func run(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(connection)))
        }
    }

    /// How many bytes and numbers a page is made of; throws where it isn't a hundred photos with a file each.
    func readPage(offset: Int) throws -> Int64 {
        sqlite3_bind_int64(ids, 1, PhotoLibrary.owner)
        sqlite3_bind_int64(ids, 2, Int64(offset))
        var page: [String] = []
        var touched: Int64 = 0
        step(ids) { page.append(String(sqlite3_column_int64(ids, 0))) }
        let list = "[" + page.joined(separator: ",") + "]"
        for statement in [photos, files] {
            var rows = 0
            list.withCString { text in
                // Bound without a copy: it outlives the steps.
                sqlite3_bind_text(statement, 1, text, -1, nil)
                step(statement) {
                    rows += 1
                    for column in 0..<sqlite3_column_count(statement) {
                        if sqlite3_column_text(statement, column) != nil {
                            touched += Int64(sqlite3_column_bytes(statement, column))
                        }
                    }
                }
            }
            guard rows == 100 else { throw Failure(message: "\(rows) rows on a page of 100") }
        }
        return touched
    }

    private func step(_ statement: OpaquePointer, _ row: () -> Void) {
        while sqlite3_step(statement) == SQLITE_ROW { row() }
        sqlite3_reset(statement)
    }
}
