import Foundation
import Glibc
import Identity
import Library
import Store
import Testing

@Suite("Workers that are killed")
struct JobProcessTests {
    @Test("with workers in two processes, killed at any point, no job is lost and none is completed twice")
    func killed() async throws {
        try await withFolder { folder in
            // Clocks stand still, so no lease runs out: what a dead process held is free because it is dead.
            let library = try await Library.open(testSettings(in: folder, clock: TestClock()))
            let owners = [
                try await library.accounts.register("ann@example.com").number,
                try await library.accounts.register("bob@example.com").number,
            ]
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let jobs = try await there.write { steps in
                try (0..<200).map { try steps.enqueueJob(.reading("\($0)", for: owners[$0 % 2]), at: jobStart) }
            }
            for _ in 1...3 {
                async let one: Void = runUntilKilled(in: folder.path, afterMilliseconds: .random(in: 100...700))
                async let other: Void = workUntilKilled(in: folder.path, afterMilliseconds: .random(in: 1...200))
                _ = await (one, other)
            }
            try await withWorkers(library.jobs.workers(4, for: [.counting])) {
                for job in jobs { try await until("all are done") { try await library.jobs.job(job).state == .done } }
            }
            var losses = 0
            for job in jobs {
                let row = try #require(try await there.read { try $0.job(number: job) })
                let told = try await library.jobs.events(of: job).map(\.payload)
                #expect(told.filter { $0 == "done" }.count == 1 && told.last == "done")
                // One that was killed between the claim and its first word began without a trace.
                #expect(told.filter { $0 == "begun" }.count <= row.attempts && row.failures == 1)
                losses += row.losses
            }
            #expect(losses > 0, "nobody was killed at work, which proves nothing")
            try there.close()
            try await library.shutdown()
        }
    }

    /// So long after its start, wherever it is.
    private func runUntilKilled(in path: String, afterMilliseconds milliseconds: UInt32) async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, milliseconds = milliseconds as UInt32] in
            dieLater(milliseconds)
            let library = try await Library.open(testSettings(in: TemporaryFolder(at: path), clock: TestClock()))
            await library.jobs.workers(4, for: [.counting]).run()
        }
    }

    /// So long after it has begun a job, however slow the machine is; or after five seconds in which there is none.
    private func workUntilKilled(in path: String, afterMilliseconds milliseconds: UInt32) async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, milliseconds = milliseconds as UInt32] in
            let library = try await Library.open(testSettings(in: TemporaryFolder(at: path), clock: TestClock()))
            dieLater(5000)
            await library.jobs.workers(4, for: [.counting { dieLater(milliseconds) }]).run()
        }
    }
}

private func dieLater(_ milliseconds: UInt32) {
    Thread.detachNewThread {
        usleep(milliseconds * 1000)
        kill(getpid(), SIGKILL)
    }
}

extension JobHandler {
    /// Says in events that it has begun and that it is done.
    fileprivate static let counting = counting {}

    fileprivate static func counting(_ hasBegun: @escaping @Sendable () -> Void) -> JobHandler {
        JobHandler(kind: "read") { run in
            try await run.report("begun")
            hasBegun()
            try await Task.sleep(for: .milliseconds(.random(in: 1...30)))
            let number = run.job.number
            return { steps in _ = try steps.appendEvent(toJob: number, payload: "done", at: jobStart) }
        }
    }
}
