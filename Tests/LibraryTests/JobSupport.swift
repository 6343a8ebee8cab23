import Foundation
import Library
import Store

let jobStart = Date(timeIntervalSince1970: 1_760_000_000)

/// A store of its own with two people in it.
func withJobStore(_ body: (_ store: Store, _ ann: Int64, _ bob: Int64) async throws -> Void) async throws {
    try await withFolder { folder in
        let store = try Store.open(at: folder.path + "/calotype.sqlite")
        let ann = try await store.write { try $0.insertAccount(.named("ann")).number }
        let bob = try await store.write { try $0.insertAccount(.named("bob")).number }
        try await body(store, ann, bob)
        try store.close()
    }
}

extension AccountFields {
    static func named(_ name: String) -> AccountFields {
        AccountFields(
            uuid: name, email: "\(name)@example.com", emailKey: "\(name)@example.com", username: name,
            usernameKey: name, passwordHash: "", role: "user", displayName: nil, fullName: nil, firstName: nil,
            lastName: nil, bio: nil, isActive: true, registeredOn: "imalink", createdAt: jobStart,
            updatedAt: jobStart)
    }
}

extension JobOrder {
    /// Something to read for somebody.
    static func reading(_ subject: String, for owner: Int64) -> JobOrder {
        JobOrder(kind: "read", owner: owner, subject: subject)
    }
}

extension JobHolder {
    /// A process of a machine that is not this one: nobody here can tell whether it lives.
    static let elsewhere = JobHolder(host: "elsewhere", boot: "first", process: 1, processStart: 1)
}

extension StoreTransaction {
    /// Takes up to `limit` jobs to read, for half a minute.
    func take(_ limit: Int, at time: Date = jobStart, for holder: JobHolder = .elsewhere) throws -> [JobRow] {
        try claimJobs(
            of: ["read"], atMost: limit, for: holder, until: time.addingTimeInterval(30), at: time)
    }
}

extension Store {
    /// What is taken in `count` takings of one job each, every job done at once.
    func serve(_ count: Int, at time: Date = jobStart) async throws -> [String] {
        try await write { steps in
            try (0..<count).flatMap { _ in
                try steps.take(1, at: time).map { job in
                    try steps.finishJob(job.lease, at: time)
                    return job.subject
                }
            }
        }
    }
}

/// Runs workers for the length of `body`, and ends them as a shutdown does.
func withWorkers(_ workers: JobWorkers, _ body: () async throws -> Void) async throws {
    let shift = Task { await workers.run() }
    do {
        try await body()
    } catch {
        shift.cancel()
        throw error
    }
    shift.cancel()
    await shift.value
}

/// Waits until `condition` holds; a minute at most, which only a test that fails needs.
func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<6000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NeverCame(what: what)
}

struct NeverCame: Error {
    let what: String
}
