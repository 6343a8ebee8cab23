import Dispatch
import Foundation
import Synchronization

/// Standard error, written to a few times a second at most, off the threads that have something to say: a line for each
/// request would be a system call for each. What nobody takes off our hands is dropped beyond a megabyte, and counted, so
/// that a log that nobody reads ends no server.
final class LogSink: Sendable {
    static let standardError: LogSink = {
        let sink = LogSink()
        atexit { LogSink.standardError.flush() }
        return sink
    }()

    private struct State {
        var pending: [UInt8] = []
        var isScheduled = false
        var droppedLines = 0
    }

    private static let pause = DispatchTimeInterval.milliseconds(20)
    private static let mostPendingBytes = 1 << 20

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "calotype.log")

    /// - Parameter isUrgent: on its way when this returns, with all that came before it.
    func write(_ line: [UInt8], isUrgent: Bool = false) {
        let mustSchedule = state.withLock { state in
            if state.pending.count + line.count > Self.mostPendingBytes {
                state.droppedLines += 1
            } else {
                state.pending += line
            }
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isUrgent { return flush() }
        if mustSchedule { queue.asyncAfter(deadline: .now() + Self.pause) { self.drain() } }
    }

    func flush() { queue.sync { drain() } }

    private func drain() {
        let (bytes, dropped) = state.withLock { state in
            defer { state = State() }
            return (state.pending, state.droppedLines)
        }
        var output = Data(bytes)
        if dropped > 0 {
            output += Data("{\"level\":\"warning\",\"message\":\"log lines dropped\",\"count\":\(dropped)}\n".utf8)
        }
        if !output.isEmpty { try? FileHandle.standardError.write(contentsOf: output) }
    }
}
