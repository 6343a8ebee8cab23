import Blobs
import Foundation
import Identity
import Library
import S3Testing
import Store
import Testing

/// A second hand on a library's rows and files: another process, as far as the library can tell.
private struct OtherProcess {
    let store: Store
    let blobs: any BlobHome
    let clock: TestClock

    init(_ folder: TemporaryFolder, _ bucket: S3Settings?, _ clock: TestClock) throws {
        store = try Store.open(at: folder.path + "/data/calotype.sqlite")
        blobs =
            if let bucket { try BlobBucket(bucket, folder: folder.path + "/other") } else {
                try BlobFolder(at: folder.path + "/data/blobs")
            }
        self.clock = clock
    }

    /// Claims and puts a blob in place, but makes no row of it.
    func put(_ bytes: [UInt8], claim: String, seconds: TimeInterval = 3600) async throws -> BlobRow {
        let expiry = clock.now.addingTimeInterval(seconds)
        let spool = try await blobs.spool(bytes)
        let key = try await spool.seal().key.hex
        let now = clock.now
        try await store.write { try $0.claimBlobs([key], claim: claim, until: expiry) }
        while try await store.read({ try $0.isBeingRemoved(anyOf: [key], at: now) }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        return BlobRow(sha256: key, sizeBytes: try await spool.commit().sizeBytes)
    }

    func redeem(_ row: BlobRow, claim: String, lastingClaim: String? = nil) async throws {
        let now = clock.now
        try await store.write { steps in
            try steps.redeemClaim(claim, for: [row], at: now)
            if let lastingClaim { try steps.claimBlobs([row.sha256], claim: lastingClaim, until: .distantFuture) }
        }
    }

    func hasFile(_ row: BlobRow) async throws -> Bool {
        let key = try #require(BlobKey(hex: row.sha256))
        return try await blobs.sizeBytes(of: key) != nil
    }

    func hasRow(_ row: BlobRow) async throws -> Bool {
        try await store.read { try $0.blob(sha256: row.sha256) } == row
    }
}

private func withOtherProcess(
    in home: TestedHome, _ body: (Library, OtherProcess, TestClock) async throws -> Void
) async throws {
    try await withFolder { folder in
        let clock = TestClock()
        var settings = testSettings(in: folder, clock: clock)
        settings.s3 = home == .bucket ? try MotoServer.running().settings() : nil
        let library = try await Library.open(settings)
        let other = try OtherProcess(folder, settings.s3, clock)
        try await body(library, other, clock)
        try other.store.close()
        try await library.shutdown()
    }
}

@Suite("The collector")
struct CollectorTests {
    @Test("a blob that nothing needs goes, row and file, when it is an hour old", arguments: TestedHome.allCases)
    func unneeded(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let row = try await other.put([1, 2, 3], claim: "c")
            try await other.redeem(row, claim: "c")
            clock.advance(seconds: 3600)
            #expect(try await library.collectBlobs() == 0)
            #expect(try await other.hasRow(row))
            clock.advance(seconds: 1)
            #expect(try await library.collectBlobs() == 1)
            #expect(try await !other.hasRow(row))
            #expect(try await !other.hasFile(row))
            let report = try await library.verify()
            #expect(report.isSound && report.blobCount == 0 && report.leftovers == [])
        }
    }

    @Test(
        "an upload cut off between rename and commit leaves no row, and its file goes when the claim runs out",
        arguments: TestedHome.allCases)
    func cutOff(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let row = try await other.put([1, 2, 3], claim: "c", seconds: 600)
            #expect(try await other.hasFile(row))
            #expect(try await !other.hasRow(row))
            clock.advance(seconds: 599)
            #expect(try await library.collectBlobs() == 0)
            #expect(try await library.verify().leftovers == [])
            clock.advance(seconds: 1)
            #expect(try await library.verify().leftovers == [row.sha256])
            #expect(try await library.verify().isSound)
            #expect(try await library.collectBlobs() == 1)
            #expect(try await !other.hasFile(row))
            // Whoever slept through it is told, and makes no row of a file that is gone.
            await #expect(throws: StoreError.claimExpired) { try await other.redeem(row, claim: "c") }
        }
    }

    @Test(
        "a claim saves an old blob that nothing refers to, and the same upload then takes it up again",
        arguments: TestedHome.allCases)
    func claimOnOldBlob(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let row = try await other.put([1, 2, 3], claim: "first")
            try await other.redeem(row, claim: "first")
            clock.advance(seconds: 100_000)
            _ = try await other.put([1, 2, 3], claim: "second")
            #expect(try await library.collectBlobs() == 0)
            try await other.redeem(row, claim: "second")
            #expect(try await other.hasFile(row))
        }
    }

    @Test(
        "many uploads of the same bytes race the collector, and whoever redeemed a claim has the file",
        arguments: TestedHome.allCases)
    func race(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            for round in 0..<20 {
                // Old, unneeded and unclaimed: the collector will take it unless an upload is first.
                let row = try await other.put([UInt8(round)], claim: "old \(round)")
                try await other.redeem(row, claim: "old \(round)")
                clock.advance(seconds: 100_000)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await library.collectBlobs() }
                    for sender in 0..<4 {
                        group.addTask {
                            let claim = "\(round) \(sender)"
                            let row = try await other.put([UInt8(round)], claim: claim)
                            // The lasting claim stands for the row that would refer to the blob.
                            try await other.redeem(row, claim: claim, lastingClaim: "\(claim) for good")
                        }
                    }
                    group.addTask { try await library.collectBlobs() }
                    try await group.waitForAll()
                }
                #expect(try await other.hasRow(row))
                #expect(try await other.hasFile(row))
                #expect(try await library.verify().isSound)
            }
        }
    }

    @Test("a collector that dies between row and file leaves nothing for good", arguments: TestedHome.allCases)
    func deadCollector(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            var rows: [BlobRow] = []
            for number in 0..<3 {
                let row = try await other.put([UInt8(number)], claim: "c\(number)")
                try await other.redeem(row, claim: "c\(number)")
                rows.append(row)
            }
            clock.advance(seconds: 100_000)
            let now = clock.now
            let marked = try await other.store.write { [rows] steps in
                try rows.map {
                    try steps.markForRemoval(sha256: $0.sha256, until: now.addingTimeInterval(60), at: now)
                }
            }
            #expect(marked == [true, true, true])
            // It may have got so far.
            try await other.blobs.remove([try #require(BlobKey(hex: rows[0].sha256))])
            // Its work is left to it while it may be alive.
            #expect(try await library.collectBlobs() == 0)
            #expect(try await other.hasFile(rows[1]))
            clock.advance(seconds: 61)
            // The same bytes come again, and are needed.
            for number in [0, 1] {
                let row = try await other.put([UInt8(number)], claim: "again \(number)")
                try await other.redeem(row, claim: "again \(number)", lastingClaim: "for good")
            }
            #expect(try await library.collectBlobs() == 1)
            for number in [0, 1] {
                #expect(try await other.hasFile(rows[number]))
                #expect(try await other.hasRow(rows[number]))
            }
            #expect(try await !other.hasFile(rows[2]))
            #expect(try await library.verify().leftovers == [])
        }
    }

    @Test("an upload of bytes that are just being taken away waits, and is kept", arguments: TestedHome.allCases)
    func uploadDuringRemoval(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let ann = try await library.accounts.join("ann@example.com").account
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let picture = root.deletingLastPathComponent().appending(path: "fixtures/photos/wide.jpg")
            let bytes = Array(try Data(contentsOf: picture))
            let key = BlobKey(of: bytes)
            try await other.blobs.spool(bytes).commit()
            let (now, expiry) = (clock.now, clock.now.addingTimeInterval(60))
            #expect(try await other.store.write { try $0.markForRemoval(sha256: key.hex, until: expiry, at: now) })

            async let added = library.photos.add(hotpreview: bytes, FileDetails(filename: "wide.jpg"), owner: ann)
            while try await !other.store.read({ try $0.isClaimed(sha256: key.hex, at: now) }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            // Long enough to put it, for one who does not wait.
            try await Task.sleep(for: .milliseconds(200))
            try await other.blobs.remove([key])
            try await other.store.write { try $0.endRemoval(of: [key.hex], until: expiry) }
            _ = try await added
            #expect(try await other.blobs.measure(key)?.key == key)
            #expect(try await library.verify().isSound)
        }
    }

    @Test("an abandoned claim lets the file go at once", arguments: TestedHome.allCases)
    func abandoned(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let row = try await other.put([9], claim: "c")
            let now = clock.now
            try await other.store.write { try $0.abandonClaim("c", at: now) }
            #expect(try await library.collectBlobs() == 1)
            #expect(try await !other.hasFile(row))
        }
    }

    @Test("more than one batch is taken in one run", arguments: TestedHome.allCases)
    func batches(in home: TestedHome) async throws {
        try await withOtherProcess(in: home) { library, other, clock in
            let now = clock.now
            for number in 0..<250 {
                let key = BlobKey(of: [UInt8(number), 1]).hex
                try await other.store.write { steps in
                    try steps.claimBlobs([key], claim: "c", until: now.addingTimeInterval(1))
                    if number.isMultiple(of: 2) {
                        try steps.redeemClaim("c", for: [BlobRow(sha256: key, sizeBytes: 2)], at: now)
                    }
                }
            }
            clock.advance(seconds: 100_000)
            #expect(try await library.collectBlobs() == 250)
            #expect(try await library.collectBlobs() == 0)
        }
    }
}

@Suite("calotype verify")
struct VerificationTests {
    @Test("a flipped byte, a wrong size, a missing file and a leftover are each told apart")
    func findings() async throws {
        try await withOtherProcess(in: .folder) { library, other, _ in
            var rows: [BlobRow] = []
            for number in 0..<4 {
                let row = try await other.put([UInt8](repeating: UInt8(number), count: 1000), claim: "c\(number)")
                try await other.redeem(row, claim: "c\(number)")
                rows.append(row)
            }
            var report = try await library.verify()
            #expect(report.isSound && report.blobCount == 4 && report.blobBytes == 4000 && report.leftovers == [])

            func file(_ row: BlobRow) throws -> URL {
                let home = try #require(other.blobs as? BlobFolder)
                return URL(fileURLWithPath: home.path(of: try #require(BlobKey(hex: row.sha256))))
            }
            var flipped = [UInt8](repeating: 0, count: 1000)
            flipped[500] ^= 1
            try Data(flipped).write(to: file(rows[0]))
            try Data([UInt8](repeating: 1, count: 999)).write(to: file(rows[1]))
            try FileManager.default.removeItem(at: file(rows[2]))
            let leftover = try await other.blobs.spool([7, 7, 7]).commit()

            report = try await library.verify()
            #expect(!report.isSound)
            #expect(
                Set(report.problems) == [
                    .wrongContent(sha256: rows[0].sha256, foundSHA256: BlobKey(of: flipped).hex),
                    .wrongSize(sha256: rows[1].sha256, expectedBytes: 1000, foundBytes: 999),
                    .missingFile(sha256: rows[2].sha256),
                ])
            #expect(report.leftovers == [leftover.key.hex])
            for problem in report.problems { #expect("\(problem)".contains("blob ")) }
        }
    }
}
