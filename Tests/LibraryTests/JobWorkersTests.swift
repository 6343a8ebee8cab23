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

    @Test("a shutdown hands back what is not finished, also from a handler that does not listen, as if never begun")
    func handBack() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.register("ann@example.com").number
            let (opened, gate) = AsyncStream.makeStream(of: Void.self)
            let handlers = [
                JobHandler(kind: "read") { _ in
                    try await Task.sleep(for: .seconds(3600))
                    return { _ in }
                },
                JobHandler(kind: "deaf") { run in
                    // A task of its own hears nothing of the cancellation.
                    await Task { for await _ in opened { break } }.value
                    let number = run.job.number
                    return { steps in _ = try steps.appendEvent(toJob: number, payload: "too late", at: jobStart) }
                },
            ]
            var jobs: [Int64] = []
            for kind in ["read", "deaf", "read"] {
                jobs.append(try await library.jobs.enqueue(JobOrder(kind: kind, owner: ann, subject: "")).number)
            }
            var timing = JobTiming()
            timing.graceSeconds = 0.1
            try await withWorkers(library.jobs.workers(2, for: handlers, timing: timing)) {
                for job in jobs.prefix(2) {
                    try await until("it runs") { try await library.jobs.job(job).state == .running }
                }
            }
            for job in jobs {
                #expect(try await library.jobs.job(job).state == .queued)
                #expect(try await library.jobs.job(job).attempts == 0)
            }
            gate.yield()
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await library.jobs.events(of: jobs[1]) == [])
            #expect(try await library.jobs.job(jobs[1]).state == .queued)
        }
    }

    @Test("cancelling or deleting, here or in another process, stops a handler that runs", arguments: [true, false])
    func cancelling(here: Bool) async throws {
        try await withFolder { folder in
            let library = try await Library.open(testSettings(in: folder, clock: TestClock()))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com").number
            let stopped = Atomic(0)
            let handler = JobHandler(kind: "read") { run in
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    stopped.add(1, ordering: .relaxed)
                }
                let number = run.job.number
                return { steps in _ = try steps.appendEvent(toJob: number, payload: "finished", at: jobStart) }
            }
            let cancelled = try await library.jobs.enqueue(.reading("a", for: ann)).number
            let deleted = try await library.jobs.enqueue(.reading("b", for: ann)).number
            try await withWorkers(library.jobs.workers(2, for: [handler])) {
                for job in [cancelled, deleted] {
                    try await until("it runs") { try await library.jobs.job(job).state == .running }
                }
                if here {
                    #expect(try await library.jobs.cancel(cancelled))
                } else {
                    #expect(try await there.write { try $0.cancelJob(number: cancelled, at: jobStart) })
                }
                try await until("the first stops") { stopped.load(ordering: .relaxed) == 1 }
                #expect(try await library.jobs.job(cancelled).state == .cancelled)
                #expect(try await library.jobs.events(of: cancelled) == [])

                if here {
                    try await library.accounts.delete(.number(ann))
                } else {
                    try await there.write { try $0.deleteAccount(number: ann, at: jobStart) }
                }
                try await until("the second stops") { stopped.load(ordering: .relaxed) == 2 }
            }
            await #expect(throws: JobError.noSuchJob) { try await library.jobs.job(deleted) }
            try there.close()
            try await library.shutdown()
        }
    }

    @Test("a worker keeps its lease for as long as it works")
    func renewal() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let library = try await Library.open(testSettings(in: folder, clock: clock))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com").number
            let (opened, gate) = AsyncStream.makeStream(of: Void.self)
            let handler = JobHandler(kind: "read") { _ in
                for await _ in opened { break }
                return { _ in }
            }
            let job = try await library.jobs.enqueue(.reading("long", for: ann)).number
            try await withWorkers(library.jobs.workers(1, for: [handler])) {
                for _ in 1...3 {
                    try await until("the lease is good for half a minute") {
                        try await there.read { try $0.heldJobs() }.first?.expiresAt
                            == clock.now.addingTimeInterval(30)
                    }
                    clock.advance(seconds: 20)
                }
                gate.yield()
                try await until("it is done") { try await library.jobs.job(job).state == .done }
            }
            #expect(try await library.jobs.job(job).attempts == 1)
            try there.close()
            try await library.shutdown()
        }
    }

    @Test("a job whose worker is not heard of is taken up by another, and given up where that goes on and on")
    func losses() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let library = try await Library.open(testSettings(in: folder, clock: clock))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com").number
            let handler = JobHandler(
                kind: "read",
                giveUp: { steps, job in
                    try steps.appendEvent(toJob: job.number, payload: "given up", at: jobStart)
                },
                work: { _ in { _ in } })
            let job = try await library.jobs.enqueue(.reading("a", for: ann)).number
            let deadly = try await library.jobs.enqueue(.reading("b", for: ann)).number
            try await there.write { steps in
                for _ in 1...2 {
                    let lost = try steps.take(2).first { $0.number == deadly }
                    let lease = try #require(lost).lease
                    _ = try steps.loseJob(lease, onlyIfExpired: false, because: "", limit: 3, at: jobStart)
                }
                _ = try steps.take(1)
            }
            var timing = JobTiming()
            timing.maximumLosses = 3
            try await withWorkers(library.jobs.workers(1, for: [handler], timing: timing)) {
                try await Task.sleep(for: .milliseconds(600))
                #expect(try await library.jobs.job(job).state == .running)
                clock.advance(seconds: 31)
                try await until("one is done") { try await library.jobs.job(job).state == .done }
                try await until("one is given up") { try await library.jobs.job(deadly).state == .failed }
            }
            #expect(try await library.jobs.events(of: deadly).map(\.payload) == ["given up"])
            try there.close()
            try await library.shutdown()
        }
    }
}
