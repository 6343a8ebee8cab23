import Synchronization

/// Work that several want at once and that is done once: whoever comes while it is under way waits for the same. When
/// nobody waits any more, it is cancelled.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Work {
        let task: Task<Value, any Error>
        var waiting: Int
    }

    private let underWay = Mutex<[Key: Work]>([:])

    /// What `work` makes for this key, whoever began it.
    func value(for key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = join(key, work)
        let hasLeft = Atomic(false)
        // Once, whether what comes first is the value or the waiter's end.
        let leaveOnce = { @Sendable in if !hasLeft.exchange(true, ordering: .relaxed) { self.leave(key) } }
        defer { leaveOnce() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            leaveOnce()
        }
    }

    private func join(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) -> Task<Value, any Error> {
        underWay.withLock { underWay in
            var shared = underWay[key] ?? Work(task: Task { try await work() }, waiting: 0)
            shared.waiting += 1
            underWay[key] = shared
            return shared.task
        }
    }

    private func leave(_ key: Key) {
        let idle = underWay.withLock { underWay -> Task<Value, any Error>? in
            guard var shared = underWay[key] else { return nil }
            shared.waiting -= 1
            underWay[key] = shared.waiting > 0 ? shared : nil
            return shared.waiting > 0 ? nil : shared.task
        }
        idle?.cancel()
    }
}
