import Dispatch

/// A serial queue for file calls that block. An actor whose executor is a lane does its reads, writes and syncs
/// there, in the order in which they were asked, and never on an event loop or on Swift's cooperative pool.
final class DiskLane: SerialExecutor {
    private let queue: DispatchQueue

    init(_ number: Int) {
        queue = DispatchQueue(label: "calotype.blobs.\(number)")
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Does one piece of blocking work on this lane.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        let result: Result<Value, BlobError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
