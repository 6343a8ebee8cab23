import Blobs
import Foundation
import Testing

@Suite("Blobs in a folder: plain files by their SHA-256")
struct FolderTests {
    @Test("each is a file under its hash, in two levels of folders, for the owner's eyes only")
    func place() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder + "/blobs")
            let blob = try await blobs.spool(Array("abc".utf8)).commit()
            #expect(files(below: blobs.root) == ["ba/78/\(HomeTests.abc)"])
            #expect(blobs.path(of: blob.key) == "\(blobs.root)/ba/78/\(HomeTests.abc)")
            #expect(try await blobs.file(of: blob.key).path == blobs.path(of: blob.key))
            let attributes = try FileManager.default.attributesOfItem(atPath: blobs.path(of: blob.key))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a damaged file is mended when its bytes come again")
    func mending() async throws {
        try await withFolder { folder in
            let blobs = try BlobFolder(at: folder + "/blobs")
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
            let blobs = try BlobFolder(at: folder + "/blobs")
            let leftover = blobs.root + "/incoming/4194304-1-1"
            try Data([1]).write(to: URL(fileURLWithPath: leftover))
            let spool = try await blobs.spool([1, 2, 3])
            _ = try BlobFolder(at: folder + "/blobs")
            #expect(!FileManager.default.fileExists(atPath: leftover))
            #expect(FileManager.default.fileExists(atPath: spool.path))
            try await spool.commit()
        }
    }
}
