import Foundation
import Testing

@testable import Store

@Suite("The queue")
struct JobQueueTests {
    private struct Refusal: Error {}

    @Test("a job is there with the row that it serves, or not at all")
    func rollback() async throws {
        try await withJobStore { store, ann, _ in
            await #expect(throws: Refusal.self) {
                try await store.write { steps in
                    try steps.enqueueJob(.reading("scan", for: ann), at: jobStart)
                    throw Refusal()
                }
            }
            #expect(try await store.write { try $0.take(10) } == [])
            let number = try await store.write { try $0.enqueueJob(.reading("scan", for: ann), at: jobStart) }
            let job = try #require(try await store.write { try $0.take(10) }.first)
            #expect(job.number == number && job.subject == "scan" && job.owner == ann)
            #expect(job.state == .running && job.attempts == 1 && job.startedAt == jobStart)
        }
    }

    @Test("one job of Bob's waits for one of Ann's thousand, not for all")
    func fairness() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                for number in 1...1000 { try steps.enqueueJob(.reading("ann \(number)", for: ann), at: jobStart) }
            }
            #expect(try await store.serve(3) == ["ann 1", "ann 2", "ann 3"])
            try await store.write { steps in
                for number in 1...3 { try steps.enqueueJob(.reading("bob \(number)", for: bob), at: jobStart) }
            }
            #expect(
                try await store.serve(8)
                    == ["bob 1", "ann 4", "bob 2", "ann 5", "bob 3", "ann 6", "ann 7", "ann 8"])
        }
    }

    @Test("who asks for one thing after the other does not keep those waiting who asked before")
    func noStarvation() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                for number in 1...4 { try steps.enqueueJob(.reading("ann \(number)", for: ann), at: jobStart) }
                try steps.enqueueJob(.reading("bob 0", for: bob), at: jobStart)
            }
            var order: [String] = []
            for number in 1...4 {
                order += try await store.serve(1)
                try await store.write { steps in
                    _ = try steps.enqueueJob(.reading("bob \(number)", for: bob), at: jobStart)
                }
                order += try await store.serve(1)
            }
            #expect(order.filter { $0.hasPrefix("ann") } == ["ann 1", "ann 2", "ann 3", "ann 4"])
        }
    }

    @Test("an owner whose jobs fail is served no more often for it")
    func failingOwner() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                for number in 1...4 { try steps.enqueueJob(.reading("ann \(number)", for: ann), at: jobStart) }
            }
            let later = jobStart.addingTimeInterval(60)
            var order: [String] = []
            for number in 1...3 {
                order += try await store.write { steps in
                    try steps.enqueueJob(.reading("bob \(number)", for: bob), at: jobStart)
                    return try (1...2).flatMap { _ in
                        try steps.take(1).map { job in
                            try steps.failJob(job.lease, because: "", retryAt: later, at: jobStart)
                            return job.subject
                        }
                    }
                }
            }
            #expect(order == ["ann 1", "bob 1", "ann 2", "bob 2", "ann 3", "bob 3"])
        }
    }

    @Test("jobs that were cancelled in line don't count against their owner")
    func cancelledTurns() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                for number in 1...100 {
                    let job = try steps.enqueueJob(.reading("ann \(number)", for: ann), at: jobStart)
                    try steps.cancelJob(number: job, at: jobStart)
                }
                for number in 1...3 { try steps.enqueueJob(.reading("bob \(number)", for: bob), at: jobStart) }
                try steps.enqueueJob(.reading("ann 101", for: ann), at: jobStart)
            }
            #expect(try await store.serve(2) == ["bob 1", "ann 101"])
        }
    }

    @Test("what nobody waits for comes after what somebody waits for")
    func background() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                var order = JobOrder.reading("anew", for: ann)
                order.priority = .background
                try steps.enqueueJob(order, at: jobStart)
                try steps.enqueueJob(.reading("bob 1", for: bob), at: jobStart)
                try steps.enqueueJob(.reading("bob 2", for: bob), at: jobStart)
            }
            #expect(try await store.serve(5) == ["bob 1", "bob 2", "anew"])
        }
    }

    @Test("a job is not begun before its hour, and keeps nobody waiting until then")
    func notBefore() async throws {
        try await withJobStore { store, ann, bob in
            let hour = jobStart.addingTimeInterval(60)
            try await store.write { steps in
                var order = JobOrder.reading("later", for: ann)
                order.notBefore = hour
                try steps.enqueueJob(order, at: jobStart)
                try steps.enqueueJob(.reading("now", for: bob), at: jobStart)
            }
            #expect(try await store.serve(5) == ["now"])
            #expect(try await store.serve(5, at: hour.addingTimeInterval(-0.001)) == [])
            #expect(try await store.read { try $0.hasClaimableJob(of: ["read"], at: hour) })
            #expect(try await store.serve(5, at: hour) == ["later"])
        }
    }

    @Test("a worker is given only what it can do")
    func kinds() async throws {
        try await withJobStore { store, ann, _ in
            try await store.write { steps in
                try steps.enqueueJob(JobOrder(kind: "describe", owner: ann, subject: "1"), at: jobStart)
                try steps.enqueueJob(.reading("2", for: ann), at: jobStart)
            }
            #expect(try await store.serve(5) == ["2"])
            #expect(try await store.read { try !$0.hasClaimableJob(of: ["read"], at: jobStart) })
            #expect(try await store.read { try $0.hasClaimableJob(of: ["read", "describe"], at: jobStart) })
        }
    }

    @Test("the head of the line is found by index, behind 100,000 jobs too")
    func plans() async throws {
        try await withJobStore { store, ann, bob in
            try await store.write { steps in
                for number in 1...100_000 {
                    var order = JobOrder.reading("\(number)", for: number.isMultiple(of: 2) ? ann : bob)
                    if number.isMultiple(of: 10) { order.notBefore = jobStart.addingTimeInterval(Double(number)) }
                    try steps.enqueueJob(order, at: jobStart)
                }
            }
            let (first, due, held) = try await store.read { try $0.planOfLooks(for: ["read", "describe"]) }
            #expect(first.contains("SEARCH first USING INDEX job_in_line (kind=?)"), "\(first)")
            #expect(first.contains("SEARCH job USING INTEGER PRIMARY KEY (rowid=?)"), "\(first)")
            // One row for each kind is sorted, and nothing else.
            #expect(first.last == "USE TEMP B-TREE FOR ORDER BY", "\(first)")
            #expect(first.filter { $0.contains("TEMP B-TREE") }.count == 1, "\(first)")
            #expect(!first.contains { $0.hasPrefix("SCAN job") || $0.hasPrefix("SCAN first") }, "\(first)")
            #expect(due == ["SEARCH job USING INDEX job_not_due (not_before<?)"])
            #expect(held == ["SCAN job USING INDEX job_running"])
            #expect(try await store.serve(4) == ["1", "2", "3", "4"])
        }
    }

    @Test("what ended long ago is forgotten with its events, what has not ended never")
    func pruning() async throws {
        try await withJobStore { store, ann, _ in
            let (done, open) = try await store.write { steps in
                let done = try steps.enqueueJob(.reading("done", for: ann), at: jobStart)
                try steps.appendEvent(toJob: done, payload: "begun", at: jobStart)
                try steps.finishJob(steps.take(1)[0].lease, at: jobStart)
                return (done, try steps.enqueueJob(.reading("open", for: ann), at: jobStart))
            }
            #expect(try await store.write { try $0.pruneJobs(endedBefore: jobStart, limit: 10) } == 0)
            let later = jobStart.addingTimeInterval(1)
            #expect(try await store.write { try $0.pruneJobs(endedBefore: later, limit: 10) } == 1)
            #expect(try await store.read { try $0.job(number: done) } == nil)
            #expect(try await store.read { try $0.events(ofJob: done, after: 0, limit: 10) } == [])
            #expect(try await store.read { try $0.job(number: open) }?.state == .queued)
        }
    }
}
