import Blobs
import Foundation
import Passwords
import Store
import Testing

@testable import Library

/// A SIGKILL can't show whether bytes were synced: the kernel writes them anyway. So the syncs themselves are counted,
/// in order, by strace, in a process of its own: this test program again, asked for `TracedIngest` alone.
@Suite("Durable means durable")
struct DurabilityTests {
    @Test("claim, file sync, rename, folder sync, row: nothing is acknowledged before")
    func syncsInOrder() async throws {
        try await withFolder { folder in
            let log = folder.path + "/strace.log"
            let tracer = Process()
            tracer.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
            tracer.arguments = [
                "-f", "-y", "-qq", "-s", "4096", "-o", log, "-e", "trace=openat,rename,fsync,fdatasync",
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
                "--testing-library", "swift-testing", "--filter", "TracedIngest",
            ]
            tracer.environment = ProcessInfo.processInfo.environment.merging([TracedIngest.variable: folder.path]) {
                $1
            }
            tracer.standardOutput = FileHandle.nullDevice
            tracer.standardError = FileHandle.nullDevice
            try tracer.run()
            tracer.waitUntilExit()
            #expect(tracer.terminationStatus == 0)

            let calls = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            let began = try #require(calls.firstIndex { $0.contains("began") })
            let acknowledged = try #require(calls.firstIndex { $0.contains("acknowledged") })
            let events = calls[began..<acknowledged].compactMap { Self.event(in: $0, below: folder.path + "/data/") }
            // SHA-256 of "abc" begins with ba78.
            #expect(
                events == [
                    "sync calotype.sqlite-wal",  // the claim
                    "sync blobs/incoming/*",
                    "sync blobs", "sync blobs/ba",  // folders that were made for it
                    "rename blobs/incoming/* blobs/ba/78/*",
                    "sync blobs/ba/78",
                    "sync calotype.sqlite-wal",  // the row
                ])
        }
    }

    /// `sync PATH` or `rename OLD NEW` where the call is one of these, with names of temporary and final files as `*`.
    private static func event(in call: Substring, below root: String) -> String? {
        guard call.contains(root) else { return nil }
        func short(_ path: Substring) -> String {
            String(path).replacing(root, with: "")
                .replacing(/incoming\/.+/, with: "incoming/*").replacing(/[0-9a-f]{64}/, with: "*")
        }
        if let match = call.firstMatch(of: /f(?:data)?sync\(\d+<([^>]+)>/) { return "sync " + short(match.1) }
        if let match = call.firstMatch(of: /rename\("([^"]+)", "([^"]+)"/) {
            return "rename \(short(match.1)) \(short(match.2))"
        }
        return nil
    }
}

/// One ingest, between two marks that a tracer sees. Without a tracer, an ingest like any other.
@Suite("TracedIngest")
struct TracedIngest {
    static let variable = "CALOTYPE_TRACED_FOLDER"

    @Test("one blob is kept and gets its row")
    func oneIngest() async throws {
        if let path = ProcessInfo.processInfo.environment[Self.variable] {
            try await ingest(in: path)
        } else {
            try await withFolder { try await ingest(in: $0.path) }
        }
    }

    private func ingest(in path: String) async throws {
        var settings = LibrarySettings(dataFolder: path + "/data")
        settings.passwordCost = PasswordCost(memoryKiB: 8, passes: 1)
        let library = try await Library.open(settings)
        mark(path + "/began")
        let kept = try await library.ground.keep([try await library.ground.blobs.spool(Array("abc".utf8))])
        let now = library.ground.now
        try await library.ground.write { try $0.redeem(kept, at: now) }
        mark(path + "/acknowledged")
        #expect(try await library.ground.read { try $0.blob(sha256: BlobKey(of: Array("abc".utf8)).hex) } != nil)
        try await library.shutdown()
    }

    private func mark(_ path: String) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
}
