import Foundation
import Glibc
import Pixels
import Testing
import TextRecognition

@Suite("A page costs no more than a page", .serialized)
struct ReaderPoolTests {
    private let small = LumaPlane(size: PixelSize(width: 64, height: 64), samples: Array(repeating: 255, count: 4096))

    /// Readers that are not readers at all.
    private func pool(of script: String, pageTime: Duration = .seconds(20)) -> ReaderPool {
        var settings = ReaderPool.Settings(executable: "/bin/sh", arguments: ["-c", script], readers: 1)
        settings.pageTime = pageTime
        return ReaderPool(settings)
    }

    /// The process that a pool has started, as soon as it has.
    private func firstReader(of pool: ReaderPool) async -> pid_t {
        while true {
            if let reader = await pool.report.readers.first { return reader }
            await Task.yield()
        }
    }

    @Test("a reader that takes too long is killed, and the page is told so")
    func tooLong() async throws {
        let pool = pool(of: "exec sleep 1000", pageTime: .milliseconds(300))
        await #expect(throws: ReadingError.tookTooLong(limit: .milliseconds(300))) { try await pool.read(small) }
        #expect(await pool.report.readers.isEmpty)
    }

    @Test("a reader that dies costs its page, and the next page finds another")
    func crash() async throws {
        let pool = ReaderPool(try .test())
        let page = try PageFixture.first("uneven").page()
        let fixture = try PageFixture.first("line")
        let doomed = Task { try await pool.read(page, options: ReadingOptions(languages: ["en"])) }
        let reader = await firstReader(of: pool)
        kill(reader, SIGSEGV)
        await #expect(throws: ReadingError.readerDied(signal: SIGSEGV)) { try await doomed.value }
        let next = try await pool.read(fixture.page(), options: ReadingOptions(languages: ["en"]))
        #expect(characterErrorRate(next.text, against: fixture.lines) < 0.01)
        let report = await pool.report
        #expect(report.started == 2)
        #expect(report.pagesRead == 1)
        await pool.close()
    }

    @Test(
        "a reader that talks nonsense does no harm",
        arguments: [
            "printf '\\377\\377\\377\\377'; sleep 5", "printf '\\001\\000\\000\\000\\011'; sleep 5",
            // A sheet of 4 billion lines in nine bytes.
            "printf '\\015\\000\\000\\000\\001\\000\\000\\000\\000\\377\\377\\377\\377\\377\\377\\377\\377'; sleep 5",
            "exec cat",
        ])
    func nonsense(script: String) async {
        let pool = pool(of: script)
        await #expect(throws: ReadingError.readerUnavailable(reason: "a reader's answer makes no sense")) {
            try await pool.read(small)
        }
        #expect(await pool.report.readers.isEmpty)
    }

    @Test("a reader that ends at once, or that is not there, is an error and no signal to us")
    func noReader() async {
        let ended = pool(of: "exit 7")
        await #expect(throws: ReadingError.readerDied(signal: -7)) { try await ended.read(small) }
        let missing = ReaderPool(ReaderPool.Settings(executable: "/nonexistent/calotype"))
        await #expect(throws: ReadingError.readerUnavailable(reason: "/nonexistent/calotype: errno 2")) {
            try await missing.read(small)
        }
    }

    @Test("a page that is too large is refused before a reader is started")
    func tooLarge() async throws {
        var settings = try ReaderPool.Settings.test()
        settings.mostPixels = 4000
        let pool = ReaderPool(settings)
        await #expect(throws: ReadingError.tooLarge(small.size, limitPixels: 4000)) { try await pool.read(small) }
        #expect(await pool.report.started == 0)
    }

    @Test("a full queue says so at once; a cancelled page leaves it, and a cancelled reader is killed")
    func queue() async throws {
        var settings = ReaderPool.Settings(executable: "/bin/sh", arguments: ["-c", "exec sleep 1000"], readers: 1)
        settings.mostWaiting = 1
        let pool = ReaderPool(settings)
        let small = small
        let inHand = Task { try await pool.read(small) }
        _ = await firstReader(of: pool)
        let waiting = Task { try await pool.read(small) }
        while await pool.report.waiting == 0 { await Task.yield() }
        await #expect(throws: ReadingError.busy) { try await pool.read(small) }
        waiting.cancel()
        await #expect(throws: ReadingError.cancelled) { try await waiting.value }
        #expect(await pool.report.waiting == 0)
        inHand.cancel()
        await #expect(throws: ReadingError.cancelled) { try await inHand.value }
        #expect(await pool.report == ReaderPool.Report.idle(started: 1))
    }

    @Test("a closed pool ends its readers and everything that waits")
    func close() async throws {
        let pool = pool(of: "exec sleep 1000")
        let small = small
        let inHand = Task { try await pool.read(small) }
        _ = await firstReader(of: pool)
        let waiting = Task { try await pool.read(small) }
        while await pool.report.waiting == 0 { await Task.yield() }
        await pool.close()
        await #expect(throws: ReadingError.closed) { try await inHand.value }
        await #expect(throws: ReadingError.closed) { try await waiting.value }
        await #expect(throws: ReadingError.closed) { try await pool.read(small) }
        #expect(await pool.report.readers.isEmpty)
    }

    @Test("a reader that has grown past its bound is replaced between pages")
    func recycling() async throws {
        var settings = try ReaderPool.Settings.test()
        settings.recycleAboveBytes = 1
        let pool = ReaderPool(settings)
        _ = try await pool.read(small, options: ReadingOptions(languages: ["en"]))
        _ = try await pool.read(small, options: ReadingOptions(languages: ["en"]))
        let report = await pool.report
        #expect(report.recycled == 2)
        #expect(report.readers.isEmpty)
        #expect(report.residentBytes == 0)
    }

    @Test("a reader has one OpenMP thread and none of our secrets or descriptors")
    func isolation() async throws {
        setenv("CALOTYPE_SECRET_KEY", "not for readers", 1)
        let descriptor = open(#filePath, O_RDONLY)  // without close-on-exec
        defer { Glibc.close(descriptor) }
        let pool = ReaderPool(try .test())
        _ = try await pool.read(small, options: ReadingOptions(languages: ["en"]))
        let reader = await firstReader(of: pool)
        let environment = try String(contentsOfFile: "/proc/\(reader)/environ", encoding: .utf8)
        #expect(environment.contains("OMP_THREAD_LIMIT=1"))
        #expect(!environment.contains("CALOTYPE_SECRET_KEY"))
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(reader)/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(reader)/fd/\($0)")
        }
        // Dispatch has some of its own.
        #expect(files.allSatisfy { $0.hasPrefix("socket:") || $0.hasPrefix("anon_inode:") || $0 == "/dev/null" })
        #expect(await pool.report.residentBytes > 1 << 20)
        await pool.close()
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(reader)"))
    }
}

extension ReaderPool.Report {
    fileprivate static func idle(started: Int) -> Self {
        ReaderPool.Report(
            readers: [], busy: 0, waiting: 0, residentBytes: 0, pagesRead: 0, started: started, recycled: 0)
    }
}
