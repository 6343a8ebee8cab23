import Foundation
import GRDB
import Identity
import Library
import Store
import Testing

@Suite("Rows")
struct StoreTests {
    private struct Refusal: Error {}

    @Test("steps are done together or not at all")
    func together() async throws {
        try await withFolder { folder in
            let store = try Store.open(at: folder.path + "/calotype.sqlite")
            let now = Date(timeIntervalSince1970: 1_760_000_000)
            await #expect(throws: Refusal.self) {
                try await store.write { steps in
                    try steps.recordChange(.settings, subject: "a", at: now)
                    try steps.claimBlobs([String(repeating: "a", count: 64)], claim: "c", until: now)
                    throw Refusal()
                }
            }
            #expect(try await store.read { try $0.newestChange() } == 0)
            #expect(try await store.read { try $0.expiredClaims(at: now, limit: 1) } == [])
            try store.close()
        }
    }

    @Test("many processes may start at once in a fresh folder")
    func openingTogether() async throws {
        try await withFolder { folder in
            let path = folder.path + "/calotype.sqlite"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let store = try Store.open(at: path)
                        #expect(try await store.read { try $0.damage() } == [])
                        try store.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("changes are numbered across processes, read on from any number, and pruned by age")
    func changes() async throws {
        try await withFolder { folder in
            let path = folder.path + "/calotype.sqlite"
            let (here, there) = (try Store.open(at: path), try Store.open(at: path))
            let start = Date(timeIntervalSince1970: 1_760_000_000)
            for (number, store) in [here, there, here].enumerated() {
                try await store.write {
                    try $0.recordChange(
                        .hashes, subject: "owner \(number)", at: start.addingTimeInterval(Double(number)))
                }
            }
            let seen = try await there.read { try $0.changes(after: 1) }.changes
            #expect(seen.map(\.number) == [2, 3] && seen.map(\.subject) == ["owner 1", "owner 2"])
            try await there.write { try $0.pruneChanges(before: start.addingTimeInterval(100)) }
            #expect(try await here.read { try $0.changes(after: 0) }.changes.map(\.number) == [3])
            #expect(try await here.read { try $0.newestChange() } == 3)
            try here.close()
            try there.close()
        }
    }

    @Test("what ends a session in one process is a change that the others read")
    func sessionChange() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let library = try await Library.open(testSettings(in: folder, clock: clock))
            let caller = try await library.accounts.join("ann@example.com")
            let other = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let before = try await other.read { try $0.newestChange() }
            try await library.accounts.signOut(caller, on: .imaLink)
            let changes = try await other.read { try $0.changes(after: before) }.changes
            #expect(changes.map(\.kind) == [.sessions] && changes.map(\.subject) == ["1"])
            try other.close()
            try await library.shutdown()
        }
    }

    @Test("a database that a newer version has changed is refused by name, and left alone")
    func newerSchema() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let settings = testSettings(in: folder, clock: clock)
            try await Library.open(settings).shutdown()
            let database = folder.path + "/data/calotype.sqlite"
            let future = try DatabaseQueue(path: database)
            try await future.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v9-telepathy')") }
            let look = { @Sendable (db: Database) in
                try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
                    + String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
            }
            let before = try await future.read { try look($0) }
            await #expect(throws: LibraryError.newerData(steps: ["v9-telepathy"])) { try await Library.open(settings) }
            #expect(try await future.read { try look($0) } == before)
            try future.close()
        }
    }

    @Test("a file that is no database is told as damaged")
    func damaged() async throws {
        try await withFolder { folder in
            let path = folder.path + "/calotype.sqlite"
            try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: path))
            #expect(throws: StoreError.damaged(reason: "file is not a database")) { try Store.open(at: path) }
        }
    }
}

@Suite("The data folder")
struct DataFolderTests {
    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("a fresh folder gets a secret of its own, made once, for the owner's eyes only")
    func secret() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            var settings = testSettings(in: folder, clock: clock)
            settings.dataFolder = folder.path + "/not/there/yet"
            settings.secretKey = nil
            let library = try await Library.open(settings)
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann")
            try await library.shutdown()

            let secret = try String(contentsOfFile: settings.dataFolder + "/secret", encoding: .utf8)
            #expect(secret.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            #expect(try mode(settings.dataFolder) == 0o700)
            #expect(try mode(settings.dataFolder + "/secret") == 0o600)
            #expect(
                try Set(FileManager.default.contentsOfDirectory(atPath: settings.dataFolder))
                    == ["secret", "calotype.sqlite", "blobs", "cache"])

            // The file's one line and the same text as a setting are the same key.
            settings.secretKey = secret.trimmingCharacters(in: .newlines)
            for key in [nil, settings.secretKey] {
                settings.secretKey = key
                let again = try await Library.open(settings)
                _ = try await again.accounts.authenticate(signIn.accessToken, on: .imaLink)
                try await again.shutdown()
            }
            settings.secretKey = ""
            let empty = try await Library.open(settings)
            _ = try await empty.accounts.authenticate(signIn.accessToken, on: .imaLink)
            try await empty.shutdown()
            settings.secretKey = "another"
            let other = try await Library.open(settings)
            await #expect(throws: AuthenticationFailure.badSignature) {
                try await other.accounts.authenticate(signIn.accessToken, on: .imaLink)
            }
            try await other.shutdown()
        }
    }

    @Test("a folder that can't be made is an error that names it")
    func unusable() async throws {
        try await withFolder { folder in
            let path = folder.path + "/file"
            try Data().write(to: URL(fileURLWithPath: path))
            let settings = LibrarySettings(dataFolder: path)
            let error = await #expect(throws: DataFolderError.self) { try await Library.open(settings) }
            #expect(error?.reason.contains(path) == true)
        }
    }

    @Test("a page of changes that only a newer version understands is read past, not again and again")
    func unknownChanges() async throws {
        try await withFolder { folder in
            let path = folder.path + "/calotype.sqlite"
            let store = try Store.open(at: path)
            let now = Date(timeIntervalSince1970: 1_760_000_000)
            try await store.write { try $0.recordChange(.settings, subject: "a", at: now) }
            let other = try DatabaseQueue(path: path)
            try await other.write { db in
                for _ in 0..<3 {
                    try db.execute(sql: "INSERT INTO change (kind, subject, made_at) VALUES ('new', 's', 0)")
                }
            }
            try await store.write { try $0.recordChange(.settings, subject: "b", at: now) }
            var (subjects, last, isMore) = ([String](), Int64(0), true)
            while isMore {
                let page = try await store.read { [last] in try $0.changes(after: last, limit: 2) }
                #expect(page.lastNumber > last || !page.isFull)
                subjects += page.changes.map(\.subject)
                (last, isMore) = (page.lastNumber, page.isFull)
            }
            #expect(subjects == ["a", "b"])
            try other.close()
            try store.close()
        }
    }

    @Test("the database is for its owner's eyes only, whatever its folder allows")
    func privateFile() async throws {
        try await withFolder { folder in
            let store = try Store.open(at: folder.path + "/calotype.sqlite")
            try await store.write { try $0.recordChange(.settings, subject: "a", at: .now) }
            for name in ["calotype.sqlite", "calotype.sqlite-wal", "calotype.sqlite-shm"] {
                let facts = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
                #expect(facts[.posixPermissions] as? Int == 0o600, "\(name)")
            }
            try store.close()
        }
    }
}
