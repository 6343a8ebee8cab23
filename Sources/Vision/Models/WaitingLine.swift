import Synchronization

/// A line before something that serves a few at a time: so many are served at once, so many more wait in the order they
/// came, the next is turned away.
public final class WaitingLine: Sendable {
    /// No place left in the line.
    public struct Full: Error {}

    private struct State {
        var running = 0
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let running: Int
    private let waiting: Int
    private let state = Mutex(State())

    public init(running: Int, waiting: Int) {
        self.running = max(1, running)
        self.waiting = max(0, waiting)
    }

    /// Runs `body` when its turn has come.
    ///
    /// Whoever gives every turn a limit, waiting included, keeps nobody waiting without end: those ahead came earlier.
    ///
    /// - Throws: `Full`, `CancellationError` where the task is cancelled while it waits, else what `body` throws.
    public func withTurn<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await turn()
        defer { done() }
        return try await body()
    }

    private func turn() async throws {
        let ticket = try state.withLock { state -> Int? in
            if state.running < running {
                state.running += 1
                return nil
            }
            guard state.waiting.count < waiting else { throw Full() }
            state.nextTicket += 1
            return state.nextTicket
        }
        guard let ticket else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                state.withLock { state in
                    // Between the two locks a turn may have come free, the line filled up, or the task been cancelled.
                    if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else if state.running < running {
                        state.running += 1
                        continuation.resume()
                    } else if state.waiting.count >= waiting {
                        continuation.resume(throwing: Full())
                    } else {
                        state.waiting.append((ticket, continuation))
                    }
                }
            }
        } onCancel: {
            let cancelled = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
            }
            cancelled?.resume(throwing: CancellationError())
        }
    }

    private func done() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            // The turn is handed on, so `running` stays.
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
