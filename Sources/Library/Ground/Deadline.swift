/// Runs `body`, and cancels it when its time is over: then `LibraryError.busy` is thrown, since a machine that had less to
/// do would have been in time.
func finishing<Value: Sendable>(
    within limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw LibraryError.busy
        }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
