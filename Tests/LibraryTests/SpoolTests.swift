import Blobs
import Foundation
import Testing

@Suite("Blobs: plain files by their SHA-256")
struct SpoolTests {
    /// SHA-256 of "abc", from FIPS 180-2's examples.
    static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private func files(below path: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        var isFolder: ObjCBool = false
        return all.filter {
            FileManager.default.fileExists(atPath: path + "/" + $0, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    @Test("bytes are kept as sent, under their hash, in two levels of folders, for the owner's eyes only")
    func place() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let spool = try await blobs.spool(limitBytes: 3)
            try await spool.write(Array("a".utf8))
            try await spool.write("bc".utf8)
            let blob = try await spool.commit()
            #expect(blob.key.hex == Self.abc && blob.sizeBytes == 3)
            #expect(files(below: blobs.root) == ["ba/78/\(Self.abc)"])
            #expect(blobs.path(of: blob.key) == "\(blobs.root)/ba/78/\(Self.abc)")
            #expect(try await blobs.bytes(of: blob.key, limitBytes: 3) == Array("abc".utf8))
            #expect(try await blobs.sizeBytes(of: blob.key) == 3)
            #expect(try await blobs.measure(blob.key) == blob)
            #expect(BlobKey(of: Array("abc".utf8)) == blob.key)
            let attributes = try FileManager.default.attributesOfItem(atPath: blobs.path(of: blob.key))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            await #expect(throws: BlobError.tooLarge(limitBytes: 2)) {
                try await blobs.bytes(of: blob.key, limitBytes: 2)
            }
        }
    }

    @Test("an empty file is a blob too")
    func empty() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let blob = try await blobs.spool([]).commit()
            #expect(blob.key.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            #expect(try await blobs.bytes(of: blob.key, limitBytes: 0).isEmpty)
        }
    }

    @Test("the first byte over the limit is an error at once, and what was spooled goes with the spool")
    func limit() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            do {
                let spool = try await blobs.spool(limitBytes: 10)
                try await spool.write([UInt8](repeating: 1, count: 10))
                await #expect(throws: BlobError.tooLarge(limitBytes: 10)) { try await spool.write([1]) }
                #expect(files(below: blobs.root).count == 1)
            }
            #expect(files(below: blobs.root).isEmpty)
        }
    }

    @Test("a spool that is thrown away or cancelled leaves no file, and takes nothing more")
    func discard() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let spool = try await blobs.spool([1, 2, 3])
            await #expect(throws: BlobError.spoolClosed) { try await spool.write([4]) }
            await spool.discard()
            await spool.discard()
            #expect(files(below: blobs.root).isEmpty)
            await #expect(throws: BlobError.spoolClosed) { try await spool.commit() }

            let committed = try await blobs.spool([1, 2, 3])
            try await committed.commit()
            await #expect(throws: BlobError.spoolClosed) { try await committed.commit() }
            await committed.discard()
            #expect(files(below: blobs.root).count == 1)
        }
    }

    @Test("the same bytes from many senders at once are one whole file")
    func sameBytes() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let keys = try await withThrowingTaskGroup(of: BlobKey.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let spool = try await blobs.spool(limitBytes: bytes.count)
                        for start in stride(from: 0, to: bytes.count, by: 1000) {
                            try await spool.write(bytes[start..<start + 1000])
                        }
                        return try await spool.commit().key
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            let key = try #require(keys.first)
            #expect(keys.count == 1)
            #expect(files(below: blobs.root).count == 1)
            #expect(try await blobs.bytes(of: key, limitBytes: bytes.count) == bytes)
        }
    }

    @Test("a damaged file is mended when its bytes come again")
    func mending() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let blob = try await blobs.spool([1, 2, 3]).commit()
            try Data([1, 2, 4]).write(to: URL(fileURLWithPath: blobs.path(of: blob.key)))
            #expect(try await blobs.measure(blob.key) != blob)
            try await blobs.spool([1, 2, 3]).commit()
            #expect(try await blobs.measure(blob.key) == blob)
        }
    }

    @Test("opening sweeps what dead processes left, and leaves what is being written")
    func sweep() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let leftover = blobs.root + "/incoming/4194304-1-1"
            try Data([1]).write(to: URL(fileURLWithPath: leftover))
            let spool = try await blobs.spool([1, 2, 3])
            _ = try BlobFolder(at: folder.path + "/blobs")
            #expect(!FileManager.default.fileExists(atPath: leftover))
            #expect(FileManager.default.fileExists(atPath: spool.path))
            try await spool.commit()
        }
    }

    @Test(
        "what is no key names no file",
        arguments: [
            "", "abc", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
            "../" + String(repeating: "a", count: 61), String(repeating: "a", count: 65),
        ])
    func noKey(text: String) {
        #expect(BlobKey(hex: text) == nil)
    }

    @Test("a missing blob is told as missing")
    func missing() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder.path + "/blobs")
            let key = BlobKey(of: [1])
            await #expect(throws: BlobError.missing(key)) { try await blobs.bytes(of: key, limitBytes: 10) }
            #expect(try await blobs.measure(key) == nil)
            #expect(try await blobs.sizeBytes(of: key) == nil)
            try blobs.removeBlocking(key)
        }
    }
}
