import Foundation
import Identity
import Library
import Testing

@Suite("A library of photos")
struct PhotoTests {
    @Test("two processes on one folder agree on look-alikes, whoever adds or deletes")
    func twoProcesses() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let one = try await Library.open(testSettings(in: folder, clock: clock))
            let two = try await Library.open(testSettings(in: folder, clock: clock))
            let ann = try await one.accounts.join("ann@example.com").account
            let first = try await one.add("preview-a.jpg", owner: ann)
            #expect(try await two.near(first, owner: ann).isEmpty)
            let second = try await two.add("preview-a-again.jpg", owner: ann)
            #expect(try await one.near(first, owner: ann) == [second.id])
            #expect(try await two.near(first, owner: ann) == [second.id])
            try await two.photos.delete(second.hothash, of: ann)
            #expect(try await one.near(first, owner: ann).isEmpty)
            try await one.shutdown()
            try await two.shutdown()
        }
    }

    @Test("a photo's bytes go with it, once nobody else has them")
    func collection() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.join("ann@example.com").account
            let bob = try await library.accounts.join("bob@example.com").account
            let hers = try await library.send("other.png", owner: ann)
            _ = try await library.send("other.png", owner: bob)
            clock.advance(seconds: 10_000)

            try await library.photos.delete(hers.hothash, of: ann)
            #expect(try await library.collectBlobs() == 0)
            #expect(try await library.photos.hotpreview(hers.hothash, of: bob).tag == hers.hothash)

            try await library.photos.delete(hers.hothash, of: bob)
            // What is known of a picture goes with its bytes, and only then are its previews nobody's.
            let taken = try await library.collectBlobs() + library.collectBlobs()
            #expect(taken == 3)
            // And all of it can come again.
            #expect(try await library.send("other.png", owner: ann).hothash == hers.hothash)
        }
    }

    @Test("an upload that is refused leaves no row, and nothing that the collector does not take")
    func refusals() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.join("ann@example.com").account
            await #expect(throws: PhotoError.noSuchImportSession) {
                try await library.send("other.png", owner: ann) { $0.importSessionID = 99 }
            }
            await #expect(throws: MediaError.self) { try await library.send("cut.jpg", owner: ann) }
            await #expect(throws: PhotoError.badLatitude) {
                try await library.send("other.png", owner: ann) { $0.latitude = 91 }
            }
            let tables = try await library.photoTables.statistics()
            for name in ["photo", "image_file", "media", "photo_search", "blob"] {
                #expect(tables.contains(TableStatistic(table: name, rows: 0)), "\(name)")
            }
            clock.advance(seconds: 10_000)
            #expect(try await library.collectBlobs() == 3)
        }
    }

    @Test("a picture that is known already is not decoded again, and its owner-independent facts are the same")
    func known() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let ann: Int64
            let bob: Int64
            let first: AddedFile
            do {
                let library = try await Library.open(testSettings(in: folder, clock: clock))
                ann = try await library.accounts.join("ann@example.com").account
                bob = try await library.accounts.join("bob@example.com").account
                first = try await library.send("camera.jpg", owner: ann)
                try await library.shutdown()
            }
            var settings = testSettings(in: folder, clock: clock)
            // No room for a single picture: whatever has to be decoded is turned away.
            settings.media.waitingPictures = 0
            let library = try await Library.open(settings)
            let again = try await library.send("camera.jpg", owner: bob)
            #expect(again.hothash == first.hothash)
            let (hers, his) = (
                try await library.photoFiles.file(first.id, of: ann),
                try await library.photoFiles.file(again.id, of: bob)
            )
            #expect(hers.exif == his.exif)
            #expect(hers.perceptualHash == his.perceptualHash)
            #expect(hers.takenAt == his.takenAt)
            await #expect(throws: MediaError.busy(retryAfterSeconds: 2)) {
                try await library.send("other.png", owner: bob)
            }
            try await library.shutdown()
        }
    }

    @Test("with memory for less than one picture, pictures are decoded one after the other")
    func smallBudget() async throws {
        try await withLibrary { settings in
            settings.media.codecMemoryBytes = 1
            settings.media.codecThreads = 3
            // The last waits for all the others, on whatever machine.
            settings.media.deadlineSeconds = 600
        } _: { library, _ in
            let ann = try await library.accounts.join("ann@example.com").account
            let names = ["camera.jpg", "export.jpg", "other.png", "field.webp", "sea.gif", "hill.bmp", "wide.jpg"]
            let added = try await withThrowingTaskGroup(of: String.self) { group in
                for name in names { group.addTask { try await library.send(name, owner: ann).hothash } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(added.count == names.count)
            #expect(try await library.photos.list(of: ann, offset: 0, limit: 100).total == names.count)
        }
    }

    @Test("a picture that takes longer than its deadline is turned away")
    func deadline() async throws {
        try await withLibrary { settings in
            settings.media.deadlineSeconds = 0
        } _: { library, _ in
            let ann = try await library.accounts.join("ann@example.com").account
            await #expect(throws: MediaError.busy(retryAfterSeconds: 5)) {
                try await library.send("wide.jpg", owner: ann)
            }
            #expect(try await library.photos.list(of: ann, offset: 0, limit: 1).total == 0)
        }
    }

    @Test("a photo for an account that was deleted meanwhile is not made")
    func deletedOwner() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.join("ann@example.com")
            try await library.accounts.delete(ann)
            await #expect(throws: AccountError.noSuchAccount) {
                try await library.send("other.png", owner: ann.account)
            }
        }
    }

    @Test("a caller that is gone takes its place in the queue with it, and the others are served")
    func cancellation() async throws {
        try await withLibrary { settings in
            settings.media.codecThreads = 1
        } _: { library, _ in
            let ann = try await library.accounts.join("ann@example.com").account
            let gone = Task { try await library.send("wide.jpg", owner: ann) }
            gone.cancel()
            _ = await gone.result
            #expect(try await library.send("other.png", owner: ann).hothash.count == 64)
        }
    }

    @Test("a phone's HEIC and an AVIF become photos, upright and named for what they are", arguments: ["heic", "avif"])
    func modernFormats(ending: String) async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.join("ann@example.com").account
            // Stored lying, 64 × 96; their containers and their EXIF say that they are to be turned.
            let added = try await library.send("../heif/turned-6.\(ending)", owner: ann)
            let file = try await library.photoFiles.file(added.id, of: ann)
            #expect(file.type == ending)
            #expect("\(file.width) × \(file.height)" == "96 × 64")
            #expect(try await library.photos.hotpreview(added.hothash, of: ann).tag == added.hothash)
        }
    }

    @Test("what is HEIC or AVIF by its first bytes alone is named for that, and turned away")
    func modernFormats() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.join("ann@example.com").account
            for brand in ["heic", "avif"] {
                let head: [UInt8] = [0, 0, 0, 24] + Array("ftyp\(brand)".utf8) + [UInt8](repeating: 0, count: 100)
                await #expect(throws: MediaError.unsupported(format: brand)) {
                    let upload = try await library.receive(Chunks(head), named: "a.jpg", limitBytes: 1000)
                    return try await library.photos.add(upload, FileDetails(filename: "a.jpg"), owner: ann)
                }
            }
        }
    }

    @Test("a file over its limit is refused while it comes in")
    func limit() async throws {
        try await withLibrary { library, _ in
            await #expect(throws: MediaError.tooManyBytes(limitBytes: 10)) {
                try await library.receive(Chunks([UInt8](repeating: 0, count: 11)), named: "a.jpg", limitBytes: 10)
            }
        }
    }
}

/// Bytes as they arrive from a network: a few at a time.
private struct Chunks: AsyncSequence, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<UInt8>

        mutating func next() async throws -> [UInt8]? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(1000) }
            return Array(rest.prefix(1000))
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes[...]) }
}

extension Library {
    /// Sends one of `fixtures/photos`.
    @discardableResult
    fileprivate func send(
        _ picture: String, owner: Int64, _ change: (inout FileDetails) -> Void = { _ in }
    ) async throws -> AddedFile {
        let upload = try await receive(Chunks(try bytes(of: picture)), named: picture, limitBytes: 1 << 20)
        var details = FileDetails(filename: picture)
        change(&details)
        return try await photos.add(upload, details, owner: owner)
    }

    /// Tells about a photo whose small preview is one of `fixtures/photos`.
    fileprivate func add(_ preview: String, owner: Int64) async throws -> AddedFile {
        try await photos.add(hotpreview: try bytes(of: preview), FileDetails(filename: preview), owner: owner)
    }

    fileprivate func near(_ file: AddedFile, owner: Int64) async throws -> [Int64] {
        try await photoFiles.similar(to: file.id, of: owner, within: 5, limit: 10).map(\.id)
    }

    private func bytes(of picture: String) throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Array(try Data(contentsOf: root.appending(path: "fixtures/photos/\(picture)")))
    }
}
