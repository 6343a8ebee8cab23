import Foundation
import Logging
import Store

/// Workers of this process: so many jobs at a time, of the kinds that they have handlers for. Any number of processes
/// may have some.
public struct JobWorkers: Sendable {
    let ground: Ground
    let count: Int
    let handlers: [JobHandler]
    let timing: JobTiming

    /// Works until the task is cancelled. Then no further job is begun, handlers are cancelled and waited for for a
    /// moment, and what is not finished by then is handed back, as if it had never been begun.
    public func run() async {
        guard count > 0, !handlers.isEmpty else {
            // Nothing to do, until cancelled.
            for await _ in AsyncStream<Never>(Never.self, { _ in }) {}
            return
        }
        let shift = JobShift(ground: ground, count: count, handlers: handlers, timing: timing)
        while !Task.isCancelled {
            do {
                try await work(shift)
            } catch is CancellationError {
                break
            } catch {
                ground.log.warning("the queue can't be read", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
        // A task of its own: this one is cancelled, and could not write any more.
        await Task { await shift.end() }.value
    }

    private func work(_ shift: JobShift) async throws {
        let pulse = try await Pulse(of: ground.store)
        await shift.beat(with: pulse.beat)
        for await _ in pulse.beats {
            // Again of its own: a claim that was cut short could have been committed without our hearing of it.
            try await Task { try await shift.look() }.value
        }
    }
}

/// How long leases last, and how patient workers are.
public struct JobTiming: Hashable, Sendable {
    /// How long a worker that is not heard of keeps its job. It is heard of three times in that time.
    public var leaseSeconds: Double = 30
    /// How long handlers may take to notice that they are cancelled, at the end.
    public var graceSeconds: Double = 5
    /// How often a job may lose its worker before it is given up.
    public var maximumLosses = 10

    public init() {}

    public static let standard = JobTiming()
}
