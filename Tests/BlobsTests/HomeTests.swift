import Blobs
import Foundation
import S3Testing
import Testing

@Suite("Blobs, in a folder and in a bucket alike")
struct HomeTests {
    /// SHA-256 of "abc", from FIPS 180-2's examples.
    static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("bytes are kept as sent, under their hash", arguments: TestedHome.allCases)
    func kept(in home: TestedHome) async throws {
        try await withHome(home) { blobs, _ in
            let spool = try await blobs.spool(limitBytes: 3)
            try await spool.write(Array("a".utf8))
            try await spool.write("bc".utf8)
            let blob = try await spool.commit()
            #expect(blob.key.hex == Self.abc && blob.sizeBytes == 3)
            #expect(try await bytes(of: blob.key, in: blobs) == Array("abc".utf8))
            #expect(try await blobs.sizeBytes(of: blob.key) == 3)
            #expect(try await blobs.measure(blob.key) == blob)
        }
    }

    @Test(
        "of any size they come back whole, to another process too", arguments: TestedHome.allCases,
        [0, 1, 65_536, 300_001])
    func sizes(in home: TestedHome, size: Int) async throws {
        try await withFolder { folder in
            let settings = try MotoServer.running().settings()
            func open(_ process: String) throws -> any BlobHome {
                switch home {
                case .folder: try BlobFolder(at: folder + "/blobs")
                case .bucket: try BlobBucket(settings, folder: "\(folder)/\(process)")
                }
            }
            let sent = pattern(size)
            let blob = try await open("one").spool(sent).commit()
            #expect(try await bytes(of: blob.key, in: try open("another")) == sent)
        }
    }

    @Test(
        "the first byte over the limit is an error at once, and what was spooled goes", arguments: TestedHome.allCases)
    func limit(in home: TestedHome) async throws {
        try await withHome(home) { blobs, folder in
            do {
                let spool = try await blobs.spool(limitBytes: 10)
                try await spool.write([UInt8](repeating: 1, count: 10))
                await #expect(throws: BlobError.tooLarge(limitBytes: 10)) { try await spool.write([1]) }
                #expect(files(below: folder).count == 1)
            }
            #expect(files(below: folder).isEmpty)
        }
    }

    @Test("a spool that was thrown away or committed takes nothing more", arguments: TestedHome.allCases)
    func closed(in home: TestedHome) async throws {
        try await withHome(home) { blobs, folder in
            let spool = try await blobs.spool([1, 2, 3])
            await #expect(throws: BlobError.spoolClosed) { try await spool.write([4]) }
            await spool.discard()
            await spool.discard()
            #expect(files(below: folder).isEmpty)
            await #expect(throws: BlobError.spoolClosed) { try await spool.commit() }

            let committed = try await blobs.spool([1, 2, 3])
            try await committed.commit()
            await #expect(throws: BlobError.spoolClosed) { try await committed.commit() }
            await committed.discard()
            #expect(try await blobs.sizeBytes(of: BlobKey(of: [1, 2, 3])) == 3)
        }
    }

    @Test("the same bytes from many senders at once are one whole blob", arguments: TestedHome.allCases)
    func sameBytes(in home: TestedHome) async throws {
        try await withHome(home) { blobs, _ in
            let sent = pattern(100_000)
            let keys = try await withThrowingTaskGroup(of: BlobKey.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let spool = try await blobs.spool(limitBytes: sent.count)
                        for start in stride(from: 0, to: sent.count, by: 1000) {
                            try await spool.write(sent[start..<start + 1000])
                        }
                        return try await spool.commit().key
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            let key = try #require(keys.first)
            #expect(keys.count == 1)
            #expect(try await bytes(of: key, in: blobs) == sent)
            let prefix = try #require(UInt8(key.hex.prefix(2), radix: 16))
            #expect(try await blobs.keys(withFirstByte: prefix) == [key])
        }
    }

    @Test("what is not there is told as missing, and taking it away is no error", arguments: TestedHome.allCases)
    func missing(in home: TestedHome) async throws {
        try await withHome(home) { blobs, _ in
            let key = BlobKey(of: [1])
            await #expect(throws: BlobError.missing(key)) { try await blobs.file(of: key) }
            #expect(try await blobs.measure(key) == nil)
            #expect(try await blobs.sizeBytes(of: key) == nil)
            try await blobs.remove([key])
            try await blobs.remove([])
            #expect(try await blobs.keys(withFirstByte: 0x4b) == [])
        }
    }

    @Test("what is taken away is gone for everybody, and the rest stays", arguments: TestedHome.allCases)
    func removal(in home: TestedHome) async throws {
        try await withHome(home) { blobs, _ in
            var keys: [BlobKey] = []
            for number in 0..<3 { keys.append(try await blobs.spool([UInt8(number)]).commit().key) }
            _ = try await blobs.file(of: keys[0])
            try await blobs.remove(Array(keys.prefix(2)))
            await #expect(throws: BlobError.missing(keys[0])) { try await blobs.file(of: keys[0]) }
            #expect(try await blobs.sizeBytes(of: keys[1]) == nil)
            #expect(try await blobs.sizeBytes(of: keys[2]) == 1)
        }
    }

    @Test("keys are listed by their first byte, in order, however many there are", arguments: TestedHome.allCases)
    func listing(in home: TestedHome) async throws {
        try await withHome(home) { blobs, _ in
            var expected: [BlobKey] = []
            for number in 0..<40 {
                let key = try await blobs.spool([UInt8(number), 7]).commit().key
                expected.append(key)
            }
            var found: [BlobKey] = []
            for prefix in UInt8.min...UInt8.max { found += try await blobs.keys(withFirstByte: prefix) }
            #expect(found == expected.sorted { $0.hex < $1.hex })
        }
    }

    @Test(
        "what is no key names nothing",
        arguments: [
            "", "abc", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
            "../" + String(repeating: "a", count: 61), String(repeating: "a", count: 65),
        ])
    func noKey(text: String) {
        #expect(BlobKey(hex: text) == nil)
    }

    // MARK: Drops

    @Test(
        "what a client puts under a name is read once, whole, and goes when it is taken away",
        arguments: TestedHome.allCases)
    func drops(in home: TestedHome) async throws {
        try await withHome(home) { blobs, folder in
            let name = try #require(DropName("products/7/größe & \"co\".jpg"))
            #expect(try await blobs.spool(ofDrop: name, limitBytes: 10) == nil)
            try await blobs.spool([9, 9]).commit(as: name)
            try await blobs.spool([1, 2, 3]).commit(as: name)
            let spool = try #require(try await blobs.spool(ofDrop: name, limitBytes: 3))
            // What is put now changes nothing of what was read.
            try await blobs.spool([4, 5, 6]).commit(as: name)
            let blob = try await spool.commit()
            #expect(try await bytes(of: blob.key, in: blobs) == [1, 2, 3])
            await #expect(throws: BlobError.tooLarge(limitBytes: 2)) {
                try await blobs.spool(ofDrop: name, limitBytes: 2)
            }
            try await blobs.removeDrop(name)
            try await blobs.removeDrop(name)
            #expect(try await blobs.spool(ofDrop: name, limitBytes: 10) == nil)
            #expect(try await blobs.sizeBytes(of: blob.key) == 3)
            #expect(files(below: folder + "/drops").isEmpty && files(below: folder + "/incoming").isEmpty)
        }
    }

    @Test(
        "a name that could lead elsewhere is none",
        arguments: [
            "", "/a", "a/", "a//b", "../a", "a/../b", "a/.", "blobs/a", "blobs", "a\u{0}b", "a\nb",
            String(repeating: "a", count: 1025),
        ])
    func noName(text: String) {
        #expect(DropName(text) == nil)
    }
}
