import GRDB

/// Why rows could not be read or written, sorted by who can act.
public enum StoreError: Error, Hashable, Sendable {
    /// Another process held the database for too long. Asking again may help.
    case busy
    /// The disk is full. The operator should make room.
    case outOfSpace
    /// A newer version of the program has changed the database; `steps` are those that this one does not know.
    case newerSchema(steps: [String])
    /// The file is not a database, or not a whole one. A backup helps. `reason` is SQLite's own sentence.
    case damaged(reason: String)
    /// A row broke a rule of the schema: a mistake in the caller.
    case conflict(reason: String)
    /// A claim had run out, or was never made, when its blobs were to be relied on. The upload has to be made again.
    case claimExpired
    /// Anything else that SQLite says: for the log.
    case failed(reason: String)

    init(_ error: DatabaseError) {
        let reason = error.message ?? error.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .outOfSpace
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(reason: reason)
        case .SQLITE_CONSTRAINT: self = .conflict(reason: reason)
        default: self = .failed(reason: reason)
        }
    }
}
