import GRDB

/// The kinds of rows that are counted for each owner. The raw value is the table's name.
public enum OwnerTally: String, Hashable, Sendable, CaseIterable {
    case photos = "photo"
    case imageFiles = "image_file"
    case authors = "author"
    case importSessions = "import_session"
    case photoStacks = "photo_stack"
    case products = "product"
}

extension StoreSnapshot {
    /// How many rows of this kind the owner has. Takes the same time however many there are.
    public func total(_ tally: OwnerTally, of owner: Int64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT total FROM owner_tally WHERE owner = ? AND kind = ?"),
            arguments: [owner, tally.rawValue]) ?? 0
    }
}
