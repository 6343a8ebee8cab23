import Foundation
import Testing

@Suite("Uploads that are read by workers")
struct QueueTests {
    @Test("200 of two users, through three SIGKILLs and restarts, are all read, each exactly once")
    func killedWorkers() async throws {
        let folder = try TemporaryFolder()
        let settings = ["CALOTYPE_WORKERS": "2", "CALOTYPE_RATE_LIMITS": "off"]
        var server = try RunningServer(dataFolder: folder, settings: settings)
        let queue = try ReadingQueue(in: folder)
        for round in 0..<4 {
            if round > 0 { server = try RunningServer(dataFolder: folder, settings: settings) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, name) in ["ann", "bob"].enumerated() {
                    let client = try await Client(name, at: server.address)
                    group.addTask {
                        for number in 25 * round..<25 * (round + 1) {
                            try await #expect(client.uploadLine(1000 * index + number).status == 201)
                        }
                    }
                }
                try await group.waitForAll()
            }
            // In the middle of the queue both workers have something in hand.
            try await queue.waitUntilRead(round < 3 ? 50 * round + 10 : 200)
            if round < 3 { server.kill() }
        }
        try #expect(queue.counts(of: "read") == Array(repeating: 1, count: 200))
        try #expect(queue.counts(of: "done") == Array(repeating: 1, count: 200))
        try #expect(queue.query("SELECT count(*) FROM job WHERE state = 'done' AND attempts > 0") == [200])
        let losses = try queue.query("SELECT sum(losses) FROM job")
        #expect(losses != [0], "nobody was killed at work, which proves nothing")

        let ann = try await Client("ann", at: server.address)
        let list = try await ann.get("/api/v1/core/uploads/")
        let uploads = try #require(try JSONSerialization.jsonObject(with: list.body) as? [[String: Any]])
        #expect(uploads.count == 100)
        #expect(uploads.allSatisfy { ($0["raw_text"] as? String)?.contains("repairs clocks") == true })
        #expect(server.terminate() == 0)
    }

    @Test(
        "`calotype work` reads for a server without workers, hands back at SIGTERM what it has in hand, and exits with 0"
    )
    func workersAlone() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(
            dataFolder: folder, settings: ["CALOTYPE_WORKERS": "0", "CALOTYPE_RATE_LIMITS": "off"])
        let queue = try ReadingQueue(in: folder)
        let ann = try await Client("ann", at: server.address)
        for number in 0..<30 { try await #expect(ann.uploadLine(number).status == 201) }
        try #expect(queue.uploadCount("uploaded") == 30)

        let command = [RunningProcess.binary.path, "work", "--data-dir", folder.path("data"), "--workers", "2"]
        let first = try RunningProcess(command, in: folder)
        #expect(first.firstWords.hasPrefix("working on \(folder.path("data"))"))
        try await queue.waitUntilRead(3)
        #expect(first.terminate() == 0)
        let read = try queue.uploadCount("processed")
        #expect(read < 30)
        try #expect(queue.query("SELECT count(*) FROM job WHERE state = 'queued'") == [30 - read])

        let second = try RunningProcess(command, in: folder)
        try await queue.waitUntilRead(30)
        #expect(second.terminate() == 0)
        try #expect(queue.counts(of: "read") == Array(repeating: 1, count: 30))
        #expect(
            try queue.query("SELECT sum(losses) FROM job") == [0],
            "nothing was lost, all was handed back")
        #expect(server.terminate() == 0)
    }

    @Test("`calotype work` makes nothing in a folder without a library, and wants at least one worker")
    func wrongUsage() throws {
        let folder = try TemporaryFolder()
        let binary = RunningProcess.binary.path
        let nowhere = try run(["timeout", "30", binary, "work", "--data-dir", folder.path("typo")])
        #expect(nowhere.exitCode == 2)
        #expect(nowhere.complaints.contains("holds no library"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("typo")))
        let none = try run(["timeout", "30", binary, "work", "--data-dir", folder.path("typo"), "--workers", "0"])
        #expect(none.exitCode == 2)
        #expect(none.complaints.contains("CALOTYPE_WORKERS"))
    }
}
