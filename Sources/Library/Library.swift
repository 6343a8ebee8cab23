import Blobs
import Foundation
import Passwords
import Store

/// The media library: the one place where a rule of the product stands. Each thing that it knows has a room, and every
/// surface asks the same rooms.
public final class Library: Sendable {
    let ground: Ground

    /// Opens the library in its data folder, making everything that is missing, and the first admin where the settings
    /// name one. Throws `DataFolderError`, `LibraryError`, or `AccountError` where the first admin can't be.
    public static func open(_ settings: LibrarySettings) async throws -> Library {
        try await LibraryError.translating {
            let folder = try DataFolder(preparing: settings.dataFolder)
            let ground = Ground(
                store: try Store.open(at: folder.databasePath),
                blobs: try BlobFolder(at: folder.blobsPath),
                passwords: try Passwords(
                    cost: settings.passwordCost, lanes: ProcessInfo.processInfo.activeProcessorCount),
                folder: folder,
                clock: settings.clock,
                randomness: settings.randomness,
                log: settings.log)
            return Library(ground: ground)
        }
    }

    private init(ground: Ground) {
        self.ground = ground
    }

    /// Writes down what is only in memory and closes the rows. Nothing may be asked of the library afterwards.
    public func shutdown() async throws {
        try await LibraryError.translating { try ground.store.close() }
    }
}
