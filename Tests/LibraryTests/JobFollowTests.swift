import Foundation
import Library
import Store
import Testing

// The limit is for a follower that waits for ever.
@Suite("A job's events", .timeLimit(.minutes(2)))
struct JobFollowTests {
    @Test("events are numbered from 1 for each job, and an event of a commit that was taken back leaves no gap")
    func numbering() async throws {
        try await withJobStore { store, ann, bob in
            struct Refusal: Error {}
            let jobs = try await store.write { steps in
                try [ann, bob].map { try steps.enqueueJob(.reading("scan", for: $0), at: jobStart) }
            }
            for (job, payload) in [(0, "a"), (1, "b"), (0, "c")] {
                try await store.write { _ = try $0.appendEvent(toJob: jobs[job], payload: payload, at: jobStart) }
                try? await store.write { steps in
                    try steps.appendEvent(toJob: jobs[job], payload: "never", at: jobStart)
                    throw Refusal()
                }
            }
            let (first, second) = try await store.read { steps in
                (
                    try steps.events(ofJob: jobs[0], after: 0, limit: 9),
                    try steps.events(ofJob: jobs[1], after: 0, limit: 9)
                )
            }
            #expect(first.map(\.number) == [1, 2] && first.map(\.payload) == ["a", "c"])
            #expect(second.map(\.number) == [1] && second.map(\.payload) == ["b"])
            #expect(try await store.read { try $0.events(ofJob: jobs[0], after: 1, limit: 9) }.map(\.payload) == ["c"])
        }
    }

    @Test("whoever joins late is told everything, each once and in order, and then that it is over")
    func lateJoin() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.register("ann@example.com").number
            let (told, gate) = AsyncStream.makeStream(of: Void.self)
            let handler = JobHandler(kind: "read") { run in
                for page in 1...150 { try await run.report("page \(page)") }
                for await _ in told { break }
                for page in 151...300 { try await run.report("page \(page)") }
                let number = run.job.number
                return { steps in _ = try steps.appendEvent(toJob: number, payload: "complete", at: jobStart) }
            }
            let job = try await library.jobs.enqueue(.reading("book", for: ann)).number
            let expected = (1...300).map { "page \($0)" } + ["complete"]

            try await withWorkers(library.jobs.workers(1, for: [handler])) {
                async let early = library.jobs.follow(job).collected()
                try await until("the first half is told") {
                    try await !library.jobs.events(of: job, after: 149).isEmpty
                }
                async let late = library.jobs.follow(job).collected()
                async let later = library.jobs.follow(job, after: 140).collected()
                gate.yield()
                // Outside of the macro, which can't hold what is still coming.
                let (all, allToo, rest) = try await (early, late, later)
                #expect(all.map(\.payload) == expected && all.map(\.number) == Array(1...301))
                #expect(allToo == all)
                #expect(rest == Array(all.dropFirst(140)))
            }
            let afterwards = try await library.jobs.follow(job).collected().map(\.payload)
            #expect(afterwards == expected)
        }
    }

    @Test("what another process appends, ends or deletes reaches who follows here")
    func otherProcess() async throws {
        try await withFolder { folder in
            let library = try await Library.open(testSettings(in: folder, clock: TestClock()))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com")
            let jobs = try await there.write { steps in
                try ["a", "b"].map { try steps.enqueueJob(.reading($0, for: ann.number), at: jobStart) }
            }

            async let first = library.jobs.follow(jobs[0]).collected().map(\.payload)
            async let second = library.jobs.follow(jobs[1]).collected().map(\.payload)
            let deaf = Task { try await library.jobs.follow(jobs[1]).collected() }
            for number in 1...3 {
                try await there.write { steps in
                    for job in jobs { try steps.appendEvent(toJob: job, payload: "\(number)", at: jobStart) }
                }
                // So that they are not all there at the first look.
                try await Task.sleep(for: .milliseconds(300))
            }
            deaf.cancel()
            await #expect(throws: CancellationError.self) { try await deaf.value }
            try await there.write { _ = try $0.cancelJob(number: jobs[0], at: jobStart) }
            let toldFirst = try await first
            #expect(toldFirst == ["1", "2", "3"])
            try await there.write { try $0.deleteAccount(number: ann.number, at: jobStart) }
            let toldSecond = try await second
            #expect(toldSecond == ["1", "2", "3"])
            #expect(try await library.jobs.follow(999).collected() == [])
            try there.close()
            try await library.shutdown()
        }
    }
}

extension JobEvents {
    /// All events up to the job's end.
    fileprivate func collected() async throws -> [JobEvent] {
        try await reduce(into: []) { $0.append($1) }
    }
}
