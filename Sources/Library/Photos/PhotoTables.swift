import Store

/// How many rows a table has.
public struct TableStatistic: Hashable, Sendable {
    public let table: String
    public let rows: Int

    public init(table: String, rows: Int) {
        self.table = table
        self.rows = rows
    }

    public static let example = TableStatistic(table: "photo", rows: 250)
}

/// The tables beneath a library of photos, for whoever develops against it: to look at, and to empty. Nothing here
/// asks for an owner, so a surface lets admins in and nobody else, and only where its operator wants it.
public struct PhotoTables: Sendable {
    let ground: Ground

    private static let tables: [OwnerTally] = [.photos, .imageFiles, .photoStacks, .importSessions, .authors]

    /// Every table, in the order of their names.
    public func statistics() async throws -> [TableStatistic] {
        try await ground.read { rows in
            try rows.tableRowCounts().map { TableStatistic(table: $0.table, rows: $0.rows) }
        }
    }

    /// The statement that made each table, by its name.
    public func schema() async throws -> [String: String] {
        try await ground.read { try $0.tableStatements() }
    }

    /// Empties one of the photo tables, by its name or the plural of it. Throws `PhotoError.noSuchTable` for any other:
    /// accounts, sessions and blobs are not to be had so.
    public func clear(_ name: String) async throws {
        guard let table = Self.tables.first(where: { name == $0.rawValue || name == $0.rawValue + "s" }) else {
            throw PhotoError.noSuchTable
        }
        try await ground.write { try $0.clear(table) }
    }

    /// Empties all photo tables, of everyone. Accounts stay.
    public func clearAll() async throws {
        try await ground.write { steps in
            for table in Self.tables { try steps.clear(table) }
        }
    }
}
