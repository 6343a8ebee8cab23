import Foundation
import Library
import Store
import Testing

@Suite("A job's events")
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

            let early = Task { try await library.jobs.follow(job).reduce(into: []) { $0.append($1) } }
            try await withWorkers(library.jobs.workers(1, for: [handler])) {
                try await until("the first half is told") {
                    try await !library.jobs.events(of: job, after: 149).isEmpty
                }
                let late = Task { try await library.jobs.follow(job).reduce(into: []) { $0.append($1) } }
                let later = Task { try await library.jobs.follow(job, after: 140).reduce(into: []) { $0.append($1) } }
                gate.yield()
                #expect(try await early.value.map(\.payload) == expected)
                #expect(try await early.value.map(\.number) == Array(1...301))
                #expect(try await late.value.map(\.payload) == expected)
                #expect(try await later.value.map(\.number) == Array(141...301))
            }
            let afterwards = try await library.jobs.follow(job).reduce(into: []) { $0.append($1.payload) }
            #expect(afterwards == expected)
        }
    }

    @Test("what another process appends, ends or deletes reaches who follows here")
    func otherProcess() async throws {
        try await withFolder { folder in
            let library = try await Library.open(testSettings(in: folder, clock: TestClock()))
            let there = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let ann = try await library.accounts.register("ann@example.com")
            var jobs: [Int64] = []
            for subject in ["a", "b"] {
                jobs.append(try await library.jobs.enqueue(.reading(subject, for: ann.number)).number)
            }

            let followers = jobs.map { job in
                Task { try await library.jobs.follow(job).reduce(into: []) { $0.append($1.payload) } }
            }
            let deaf = Task { try await library.jobs.follow(jobs[1]).reduce(into: []) { $0.append($1.payload) } }
            for number in 1...3 {
                try await there.write { [jobs] steps in
                    for job in jobs { try steps.appendEvent(toJob: job, payload: "\(number)", at: jobStart) }
                }
                // So that they are not all there at the first look.
                try await Task.sleep(for: .milliseconds(300))
            }
            deaf.cancel()
            await #expect(throws: CancellationError.self) { try await deaf.value }
            try await there.write { [jobs] in _ = try $0.cancelJob(number: jobs[0], at: jobStart) }
            #expect(try await followers[0].value == ["1", "2", "3"])
            try await there.write { try $0.deleteAccount(number: ann.number, at: jobStart) }
            #expect(try await followers[1].value == ["1", "2", "3"])
            #expect(try await library.jobs.follow(999).reduce(into: []) { $0.append($1.payload) } == [])
            try there.close()
            try await library.shutdown()
        }
    }
}
