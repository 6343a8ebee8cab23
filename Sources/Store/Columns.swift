import Foundation
import GRDB
import GRDBSQLite

/// The columns of the row that a statement stands on, read from SQLite itself. GRDB's rows decode any type from any value,
/// by generics that cost more than the query that found the row; a list has thousands of columns.
///
/// Only inside of `rows`, which is on the statement's own queue: the pointer is the statement's.
struct Columns {
    private let statement: OpaquePointer

    /// Runs a statement, and makes of each of its rows what `make` makes of its columns, the first of which is a number in
    /// all of them.
    static func rows<Value>(
        of statement: Statement, _ arguments: StatementArguments, _ make: (Columns) -> Value
    ) throws -> [Value] {
        let columns = Columns(statement: statement.sqliteStatement)
        // Of the numbers: a row would know its columns by name, which takes longer than to find it.
        let cursor = try Int64.fetchCursor(statement, arguments: arguments)
        var values: [Value] = []
        while try cursor.next() != nil { values.append(make(columns)) }
        return values
    }

    func isNull(_ index: Int32) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    subscript(index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }
    subscript(index: Int32) -> Int { Int(sqlite3_column_int64(statement, index)) }

    subscript(index: Int32) -> String {
        guard let text = sqlite3_column_text(statement, index) else { return "" }
        let length = Int(sqlite3_column_bytes(statement, index))
        return String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self)
    }

    subscript(index: Int32) -> Date { Date(milliseconds: self[index]) }

    subscript(index: Int32) -> Int64? { optional(index) { $0[index] } }
    subscript(index: Int32) -> Int? { optional(index) { $0[index] } }
    subscript(index: Int32) -> String? { optional(index) { $0[index] } }
    subscript(index: Int32) -> Date? { optional(index) { $0[index] } }
    subscript(index: Int32) -> Double? { optional(index) { sqlite3_column_double($0.statement, index) } }

    /// Says the type of what is there, where an expression alone would be taken for one that may be null, and call itself.
    private func optional<Value>(_ index: Int32, _ value: (Columns) -> Value) -> Value? {
        isNull(index) ? nil : value(self)
    }
}
