import Foundation
import Store
import Testing

@Suite("Leases")
struct JobLeaseTests {
    @Test("a worker whose lease ran out can't finish: nothing of its result is written")
    func fencing() async throws {
        try await withJobStore { store, ann, _ in
            let number = try await store.write { try $0.enqueueJob(.reading("scan", for: ann), at: jobStart) }
            let slow = try await store.write { try $0.take(1) }[0]
            let late = jobStart.addingTimeInterval(31)
            let quick = try await store.write { steps in
                _ = try steps.loseJob(slow.lease, onlyIfExpired: true, because: "late", limit: 9, at: late)
                return try steps.take(1, at: late)[0]
            }
            #expect(quick.number == slow.number && quick.fence > slow.fence)
            #expect(quick.attempts == 2 && quick.losses == 1 && quick.lastFailure == "late")

            await #expect(throws: JobLeaseLost.self) {
                try await store.write { steps in
                    try steps.appendEvent(toJob: number, payload: "by the slow one", at: late)
                    try steps.finishJob(slow.lease, at: late)
                }
            }
            await #expect(throws: JobLeaseLost.self) { try await store.write { try $0.requireLease(slow.lease) } }
            await #expect(throws: JobLeaseLost.self) { try await store.write { try $0.handBackJob(slow.lease) } }
            await #expect(throws: JobLeaseLost.self) {
                try await store.write { try $0.failJob(slow.lease, because: "", retryAt: nil, at: late) }
            }
            await #expect(throws: JobLeaseLost.self) {
                try await store.write { try $0.renewLease(slow.lease, until: late) }
            }
            try await store.write { try $0.finishJob(quick.lease, at: late) }
            #expect(try await store.read { try $0.events(ofJob: number, after: 0, limit: 9) } == [])
            #expect(try await store.read { try $0.job(number: number) }?.state == .done)
        }
    }

    @Test("a lease that was renewed in time is not taken away")
    func renewed() async throws {
        try await withJobStore { store, ann, _ in
            try await store.write { _ = try $0.enqueueJob(.reading("scan", for: ann), at: jobStart) }
            let job = try await store.write { try $0.take(1) }[0]
            try await store.write { try $0.renewLease(job.lease, until: jobStart.addingTimeInterval(60)) }
            await #expect(throws: JobLeaseLost.self) {
                try await store.write { steps in
                    _ = try steps.loseJob(
                        job.lease, onlyIfExpired: true, because: "late", limit: 9,
                        at: jobStart.addingTimeInterval(59))
                }
            }
            try await store.write { try $0.finishJob(job.lease, at: jobStart.addingTimeInterval(59)) }
        }
    }

    @Test("a job that was taken away is the first to be taken again; one handed back counts no attempt")
    func backInLine() async throws {
        try await withJobStore { store, ann, _ in
            try await store.write { steps in
                for number in 1...3 { try steps.enqueueJob(.reading("\(number)", for: ann), at: jobStart) }
            }
            let jobs = try await store.write { try $0.take(2) }
            try await store.write { steps in
                try steps.handBackJob(jobs[1].lease)
                _ = try steps.loseJob(jobs[0].lease, onlyIfExpired: false, because: "dead", limit: 9, at: jobStart)
            }
            let again = try await store.write { try $0.take(3) }
            #expect(again.map(\.subject) == ["1", "2", "3"])
            #expect(again.map(\.attempts) == [2, 1, 1])
            #expect(again.map(\.failures) == [1, 1, 1])
        }
    }

    @Test("a job that is cancelled is over at once: a waiting one is never begun, a running one never finished")
    func cancelling() async throws {
        try await withJobStore { store, ann, _ in
            let (waiting, running) = try await store.write { steps in
                try steps.enqueueJob(.reading("running", for: ann), at: jobStart)
                let running = try steps.take(1)[0]
                return (try steps.enqueueJob(.reading("waiting", for: ann), at: jobStart), running)
            }
            for number in [waiting, running.number] {
                #expect(try await store.write { try $0.cancelJob(number: number, at: jobStart) })
                #expect(try await store.write { try !$0.cancelJob(number: number, at: jobStart) })
                let job = try #require(try await store.read { try $0.job(number: number) })
                #expect(job.state == .cancelled && job.finishedAt == jobStart)
            }
            #expect(try await store.write { try $0.take(9) } == [])
            await #expect(throws: JobLeaseLost.self) {
                try await store.write { try $0.finishJob(running.lease, at: jobStart) }
            }
        }
    }

    @Test("an account takes its jobs and their events along, running ones too")
    func accountDeletion() async throws {
        try await withJobStore { store, ann, bob in
            let running = try await store.write { steps in
                for number in 1...3 { try steps.enqueueJob(.reading("ann \(number)", for: ann), at: jobStart) }
                try steps.enqueueJob(.reading("bob", for: bob), at: jobStart)
                let running = try steps.take(1)[0]
                try steps.appendEvent(toJob: running.number, payload: "begun", at: jobStart)
                try steps.deleteAccount(number: ann, at: jobStart)
                return running
            }
            await #expect(throws: JobLeaseLost.self) {
                try await store.write { try $0.finishJob(running.lease, at: jobStart) }
            }
            #expect(try await store.read { try $0.events(ofJob: running.number, after: 0, limit: 9) } == [])
            #expect(
                try await store.write { try $0.appendEvent(toJob: running.number, payload: "", at: jobStart) } == nil)
            #expect(try await store.serve(9) == ["bob"])
        }
    }
}
