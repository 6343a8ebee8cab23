import Foundation
import Library
import Store
import Synchronization
import Testing

@Suite("Work that is interrupted")
struct JobInterruptionTests {
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
