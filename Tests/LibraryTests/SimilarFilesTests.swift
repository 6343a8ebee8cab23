import Foundation
import Hashing
import Identity
import Library
import Testing

@Suite("Look-alikes after a restart")
struct SimilarFilesTests {
    @Test("an index that was written down is what the next start searches, until the rows say otherwise")
    func restart() async throws {
        try await withFolder { folder in
            let files = folder.path + "/data/cache/similar"
            var ann: Int64 = 0
            var (first, second, third) = (Int64(0), Int64(0), Int64(0))
            var hothash = ""
            try await run(in: folder) { library in
                ann = try await library.accounts.join("ann@example.com").account
                let file = try await library.add("preview-a.jpg", ann)
                (first, hothash) = (file.id, file.hothash)
                second = try await library.add("preview-a-again.jpg", ann).id
                let near = try await library.near(first, ann)
                #expect(near == [second])
            }
            let path = "\(files)/\(ann).index"
            #expect(FileManager.default.fileExists(atPath: path))

            // With another hash in the file the first is near nothing: it is the file that is searched.
            try change(path) { $0.insert(id: first, hash: PerceptualHash(bits: 0x5555_5555_5555_5555)) }
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near.isEmpty)
            }

            // A damaged one is not.
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: path))
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near == [first])
                third = try await library.add("preview-b.jpg", ann).id
            }
            // Nor one that has a hash which went away since, or another than the rows have last.
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near == [first])
            }
            try change(path) { $0.insert(id: third, hash: PerceptualHash(bits: 1)) }
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near == [first])
                try await library.photos.delete(hothash, of: ann)
            }
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near.isEmpty)
            }
        }
    }

    @Test("a removed picture is taken out of the index that there is, which is not made anew for it")
    func removal() async throws {
        try await withFolder { folder in
            var ann: Int64 = 0
            var (first, second) = (Int64(0), Int64(0))
            var gone = ""
            try await run(in: folder) { library in
                ann = try await library.accounts.join("ann@example.com").account
                gone = try await library.add("preview-b.jpg", ann).hothash
                first = try await library.add("preview-a.jpg", ann).id
                second = try await library.add("preview-a-again.jpg", ann).id
                _ = try await library.near(first, ann)
            }
            // With another hash in the file the first is near nothing: so it shows whether it is the file that is searched.
            let path = "\(folder.path)/data/cache/similar/\(ann).index"
            try change(path) { $0.insert(id: first, hash: PerceptualHash(bits: 0x5555_5555_5555_5555)) }
            try await run(in: folder) { library in
                try await library.photos.delete(gone, of: ann)
                let near = try await library.near(second, ann)
                #expect(near.isEmpty)
            }
            // Written with the removal at shutdown, and still the same.
            try await run(in: folder) { library in
                let near = try await library.near(second, ann)
                #expect(near.isEmpty)
            }
        }
    }

    private func run(in folder: TemporaryFolder, _ body: (Library) async throws -> Void) async throws {
        var settings = testSettings(in: folder, clock: TestClock())
        settings.media.fewestHashesWritten = 1
        let library = try await Library.open(settings)
        try await body(library)
        try await library.shutdown()
    }

    private func change(_ path: String, _ body: (inout SimilarityIndex) -> Void) throws {
        let file = AlignedFile(Array(try Data(contentsOf: URL(filePath: path))))
        let stored = try #require(StoredSimilarityIndex(in: UnsafeRawBufferPointer(file.memory), keptBy: file))
        var index = stored.index
        body(&index)
        var bytes = Data()
        index.write(note: stored.note) { bytes.append(contentsOf: $0) }
        try bytes.write(to: URL(filePath: path))
    }
}

/// Unchecked: one test has it.
private final class AlignedFile: @unchecked Sendable {
    let memory: UnsafeMutableRawBufferPointer

    init(_ bytes: [UInt8]) {
        memory = .allocate(byteCount: bytes.count, alignment: 64)
        memory.copyBytes(from: bytes)
    }

    deinit { memory.deallocate() }
}

extension Library {
    fileprivate func add(_ preview: String, _ owner: Int64) async throws -> AddedFile {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let bytes = Array(try Data(contentsOf: root.appending(path: "fixtures/photos/\(preview)")))
        return try await photos.add(hotpreview: bytes, FileDetails(filename: preview), owner: owner)
    }

    fileprivate func near(_ file: Int64, _ owner: Int64) async throws -> [Int64] {
        try await photoFiles.similar(to: file, of: owner, within: 5, limit: 10).map(\.id)
    }
}
