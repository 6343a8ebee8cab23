import Foundation
import Library
import Store
import Synchronization
import Testing

@Suite("Workers")
struct JobWorkersTests {
    @Test("three sets of workers side by side do every job, and none twice")
    func exactlyOnce() async throws {
        try await withLibrary { library, _ in
            let owners = [
                try await library.accounts.register("ann@example.com").number,
                try await library.accounts.register("bob@example.com").number,
            ]
            var jobs: [Int64] = []
            for number in 0..<120 {
                jobs.append(try await library.jobs.enqueue(.reading("\(number)", for: owners[number % 2])).number)
            }
            let begun = Atomic(0)
            let handler = JobHandler(kind: "read") { run in
                begun.add(1, ordering: .relaxed)
                let number = run.job.number
                return { steps in _ = try steps.appendEvent(toJob: number, payload: "done", at: jobStart) }
            }
            let workers = library.jobs.workers(4, for: [handler])
            try await withWorkers(workers) {
                try await withWorkers(workers) {
                    try await withWorkers(workers) {
                        for job in jobs {
                            try await until("all are done") { try await library.jobs.job(job).state == .done }
                        }
                    }
                }
            }
            #expect(begun.load(ordering: .relaxed) == 120)
            for job in jobs { #expect(try await library.jobs.events(of: job).map(\.payload) == ["done"]) }
        }
    }

    @Test("an idle worker finds what another process queues, and leaves alone what it has no handler for")
    func fromElsewhere() async throws {
        try await withFolder { folder in
            let library = try await Library.open(testSettings(in: folder, clock: TestClock()))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com").number
            let handler = JobHandler(kind: "read") { _ in { _ in } }
            try await withWorkers(library.jobs.workers(0, for: [handler])) {
                try await withWorkers(library.jobs.workers(2, for: [handler])) {
                    let other = try await there.write { steps in
                        try steps.enqueueJob(JobOrder(kind: "unheard-of", owner: ann, subject: ""), at: jobStart)
                    }
                    let job = try await there.write { try $0.enqueueJob(.reading("scan", for: ann), at: jobStart) }
                    try await until("it is done") { try await library.jobs.job(job).state == .done }
                    #expect(try await library.jobs.job(other).state == .queued)
                }
            }
            try there.close()
            try await library.shutdown()
        }
    }

    @Test("an attempt that fails is made again after longer and longer pauses, and then the job has failed")
    func retries() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.register("ann@example.com").number
            let handler = JobHandler(
                kind: "read",
                retries: JobRetries(maximumAttempts: 3, firstPauseSeconds: 10, longestPauseSeconds: 600),
                giveUp: { steps, job in
                    try steps.appendEvent(toJob: job.number, payload: job.lastFailure ?? "", at: jobStart)
                },
                work: { run in throw JobFailure("No answer to question \(run.job.attempts).") })
            let number = try await library.jobs.enqueue(.reading("scan", for: ann)).number
            try await withWorkers(library.jobs.workers(1, for: [handler])) {
                for (attempt, pause) in [(1, 10.0), (2, 20.0)] {
                    try await until("attempt \(attempt)") {
                        let job = try await library.jobs.job(number)
                        return job.attempts == attempt && job.state == .queued
                    }
                    let job = try await library.jobs.job(number)
                    #expect(job.lastFailure == "No answer to question \(attempt).")
                    #expect((pause / 2...pause).contains(job.notBefore.timeIntervalSince(clock.now)))
                    clock.advance(seconds: pause)
                }
                try await until("it has failed") { try await library.jobs.job(number).state == .failed }
            }
            #expect(try await library.jobs.job(number).attempts == 3)
            #expect(try await library.jobs.events(of: number).map(\.payload) == ["No answer to question 3."])
        }
    }

    @Test("what can't succeed is not tried again, and what no owner should read is not shown")
    func finalFailure() async throws {
        try await withLibrary { library, _ in
            struct Inner: Error { let secret = "row 17 of table x" }
            let ann = try await library.accounts.register("ann@example.com").number
            let handlers = [
                JobHandler(kind: "read") { _ in throw JobFailure("The picture is damaged.", isFinal: true) },
                JobHandler(kind: "describe", retries: .none) { _ in { _ in throw Inner() } },
            ]
            let damaged = try await library.jobs.enqueue(.reading("scan", for: ann)).number
            let broken = try await library.jobs.enqueue(JobOrder(kind: "describe", owner: ann, subject: "")).number
            try await withWorkers(library.jobs.workers(2, for: handlers)) {
                for job in [damaged, broken] {
                    try await until("it has failed") { try await library.jobs.job(job).state == .failed }
                }
            }
            #expect(try await library.jobs.job(damaged).attempts == 1)
            #expect(try await library.jobs.job(damaged).lastFailure == "The picture is damaged.")
            let shown = try #require(try await library.jobs.job(broken).lastFailure)
            #expect(!shown.contains("row 17"))
        }
    }

    @Test("pauses double up to the longest, half of each by chance, and stop with the last attempt")
    func pauses() {
        let retries = JobRetries(maximumAttempts: 6, firstPauseSeconds: 5, longestPauseSeconds: 30)
        #expect((1...6).map { retries.pauseSeconds(afterFailures: $0, jitter: 1) } == [5, 10, 20, 30, 30, nil])
        #expect((1...6).map { retries.pauseSeconds(afterFailures: $0, jitter: 0) } == [2.5, 5, 10, 15, 15, nil])
        let endless = JobRetries(maximumAttempts: .max, firstPauseSeconds: 5, longestPauseSeconds: 30)
        #expect(endless.pauseSeconds(afterFailures: 1_000_000, jitter: 1) == 30)
        #expect(JobRetries.none.pauseSeconds(afterFailures: 1, jitter: 1) == nil)
    }
}
