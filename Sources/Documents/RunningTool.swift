import Processes
import Synchronization

/// A run that may be cancelled before, while or after its process lives.
final class RunningTool: Sendable {
    private struct State {
        var process: SpawnedProcess?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Says no where the run was cancelled before.
    func begin(_ process: SpawnedProcess) -> Bool {
        state.withLock { state in
            state.process = process
            return !state.isCancelled
        }
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.process?.killSoon()
        }
    }

    var isCancelled: Bool { state.withLock(\.isCancelled) }
}
