import Blobs
import Foundation
import Logging
import Passwords
import Store

/// What every room of the library stands on: rows, blobs, and what is passed in. Rules live in the rooms.
struct Ground: Sendable {
    let store: Store
    let blobs: any BlobHome
    let passwords: Passwords
    let folder: DataFolder
    let clock: Clock
    let randomness: Randomness
    let log: Logger

    var now: Date { clock.now }

    /// A blob as a file. What a row names has to be there, so a missing one is `LibraryError.broken`.
    func file(of key: BlobKey) async throws -> BlobFile {
        try await LibraryError.translating { try await blobs.file(of: key) }
    }

    /// Looks at one state of the rows. Errors are `LibraryError` or the closure's own.
    func read<Value: Sendable>(_ look: @Sendable (StoreSnapshot) throws -> Value) async throws -> Value {
        try await LibraryError.translating { try await store.read(look) }
    }

    /// Changes rows, all or none. Errors are `LibraryError` or the closure's own.
    func write<Value: Sendable>(_ steps: @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        try await LibraryError.translating { try await store.write(steps) }
    }
}
