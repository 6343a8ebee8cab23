import Foundation
import Identity
import Library
import Passwords
import Synchronization

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_760_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}

/// A folder that is gone after the test.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "calotype-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A folder that is there, in the hands of another process.
    init(at path: String) {
        self.path = path
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

func withFolder<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try await body(folder)
}

/// Settings for a library in `folder`: a clock that stands still, and hashing that costs next to nothing.
func testSettings(in folder: TemporaryFolder, clock: TestClock) -> LibrarySettings {
    var settings = LibrarySettings(dataFolder: folder.path + "/data")
    settings.secretKey = "a key for tests, long enough to be one"
    settings.passwordCost = PasswordCost(memoryKiB: 8, passes: 1)
    settings.clock = Clock { clock.now }
    return settings
}

/// Opens a library in a folder of its own for the length of `body`.
func withLibrary(
    _ adjust: (inout LibrarySettings) -> Void = { _ in },
    _ body: (Library, TestClock) async throws -> Void
) async throws {
    try await withFolder { folder in
        let clock = TestClock()
        var settings = testSettings(in: folder, clock: clock)
        adjust(&settings)
        let library = try await Library.open(settings)
        try await body(library, clock)
        try await library.shutdown()
    }
}

extension Accounts {
    static let password = "correct horse"

    /// Registers a person with the one password of these tests.
    @discardableResult
    func register(_ email: String, role: Role = .user) async throws -> Account {
        var registration = Registration(email: email, password: Self.password)
        registration.role = role
        return try await register(registration, on: .imaLink)
    }

    func signIn(_ name: String, on surface: Surface = .imaLink) async throws -> SignIn {
        try await signIn(name: name, password: Self.password, from: "192.0.2.1", on: surface)
    }

    /// Registers and signs in, and says who the caller is then.
    func join(_ email: String, role: Role = .user) async throws -> Caller {
        try await register(email, role: role)
        return try await authenticate(signIn(email).accessToken, on: .imaLink)
    }
}
