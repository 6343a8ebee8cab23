import Dispatch
import Foundation
import Glibc
import ImageKit
import Synchronization

/// Threads of its own for work on pixels, so that it never holds up an event loop or Swift's cooperative pool.
///
/// The threads run at nice 15: a request that only reads rows is served before a picture that is being decoded. The
/// queue is bounded, what waits together with what runs stays inside a memory budget, and each piece of work has a
/// deadline for being done. A thread can't be stopped, so work that overruns goes on to its end with
/// nobody listening, and its memory counts until then.
final class CodecPool: Sendable {
    /// Where a caller is sent off with `.busy`.
    struct Limits: Sendable {
        var threads: Int
        /// How much work may wait.
        var waiting: Int
        /// Bytes that all running work may take, as estimated.
        var memoryBytes: Int
        var deadline: Duration
    }

    private struct State {
        var waiting: [Ticket] = []
        var running = 0
        var freeBytes: Int
    }

    private let limits: Limits
    private let state: Mutex<State>
    /// Signalled whenever there may be work that can start. A thread that finds none waits again.
    private let mayStart = DispatchSemaphore(value: 0)

    init(_ limits: Limits) {
        self.limits = limits
        Buffers.keep()
        state = Mutex(State(freeBytes: limits.memoryBytes))
        for number in 0..<limits.threads {
            let thread = Thread { [weak self] in Self.serve { self } }
            thread.name = "codec-\(number)"
            // Codecs put tables on the stack; Tesseract and libwebp want more than a thread's usual half a megabyte.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// When work that is asked for now has to be done.
    func deadline() -> ContinuousClock.Instant { .now + limits.deadline }

    /// What runs and what waits, and the memory that is set aside for what runs.
    var load: (running: Int, waiting: Int, bytes: Int) {
        state.withLock { ($0.running, $0.waiting.count, limits.memoryBytes - $0.freeBytes) }
    }

    /// Does `work` on one of the threads. `memoryBytes` is what it may take, estimated from the picture's header.
    ///
    /// Throws `MediaError.busy` where the queue is full or the deadline passes, else what `work` throws. A caller that is
    /// cancelled while it waits takes its place in the queue with it.
    func run<Value: Sendable>(
        memoryBytes: Int, by deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        // Work that is estimated over the whole budget runs alone, rather than never.
        let ticket = Ticket(memoryBytes: min(memoryBytes, limits.memoryBytes))
        let alarm = Task {
            try await Task.sleep(until: deadline)
            withdraw(ticket, MediaError.busy(retryAfterSeconds: 5))
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let reply = Reply(continuation)
                ticket.prepare {
                    reply.send(Result(catching: work))
                } refuse: {
                    reply.send(.failure($0))
                }
                enqueue(ticket)
            }
        } onCancel: {
            withdraw(ticket, CancellationError())
        }
    }

    private func enqueue(_ ticket: Ticket) {
        let isTaken = state.withLock { state in
            guard state.waiting.count < limits.waiting else { return false }
            state.waiting.append(ticket)
            return true
        }
        guard isTaken else { return ticket.refuse(MediaError.busy(retryAfterSeconds: 2)) }
        mayStart.signal()
        // Cancelled before it stood in the queue: nobody else would find it there.
        if Task.isCancelled { withdraw(ticket, CancellationError()) }
    }

    private func withdraw(_ ticket: Ticket, _ error: any Error) {
        state.withLock { state in state.waiting.removeAll { $0 === ticket } }
        // What stood behind it may fit where this did not.
        mayStart.signal()
        ticket.refuse(error)
    }

    /// The longest waiting work, if its memory is free. What is behind it does not overtake, so nothing starves.
    private func next() -> Ticket? {
        state.withLock { state in
            guard let first = state.waiting.first, first.memoryBytes <= state.freeBytes else { return nil }
            state.freeBytes -= first.memoryBytes
            state.running += 1
            return state.waiting.removeFirst()
        }
    }

    private func finish(_ ticket: Ticket) {
        let waiting = state.withLock { state in
            state.freeBytes += ticket.memoryBytes
            state.running -= 1
            return state.waiting.count
        }
        for _ in 0..<min(waiting, limits.threads) { mayStart.signal() }
    }

    /// What each thread does, until the pool is gone.
    private static func serve(_ pool: () -> CodecPool?) {
        // On Linux this sets the calling thread alone.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
        guard let mayStart = pool()?.mayStart else { return }
        while true {
            mayStart.wait()
            guard let pool = pool() else { return }
            while let ticket = pool.next() {
                ticket.run()
                pool.finish(ticket)
            }
        }
    }

    deinit {
        for _ in 0..<limits.threads { mayStart.signal() }
    }
}

/// A place in the queue: its work, and how to say that it will not be done. Whichever comes first counts.
private final class Ticket: Sendable {
    let memoryBytes: Int
    private let reply = Mutex<(work: @Sendable () -> Void, refuse: @Sendable (any Error) -> Void)?>(nil)

    init(memoryBytes: Int) {
        self.memoryBytes = memoryBytes
    }

    func prepare(_ work: @escaping @Sendable () -> Void, refuse: @escaping @Sendable (any Error) -> Void) {
        reply.withLock { $0 = (work, refuse) }
    }

    func run() { reply.withLock { $0?.work }?() }

    func refuse(_ error: any Error) { reply.withLock { $0?.refuse }?(error) }
}

/// A continuation that takes the first answer and no other.
private final class Reply<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, any Error>?>

    init(_ continuation: CheckedContinuation<Value, any Error>) {
        self.continuation = Mutex(continuation)
    }

    func send(_ result: Result<Value, any Error>) {
        continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }?.resume(with: result)
    }
}
