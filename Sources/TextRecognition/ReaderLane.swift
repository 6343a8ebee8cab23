import Dispatch
import Pixels
import Synchronization

/// A reader and the queue on which the pool talks to it: one page at a time, blocking a thread of Dispatch's own and
/// never one of Swift's cooperative pool. The process is started when it is first needed and again after it was lost.
final class ReaderLane: Sendable {
    private let settings: ReaderPool.Settings
    private let queue: DispatchQueue
    private let state = Mutex(State())

    private struct State {
        var child: ChildProcess?
        /// Of the work in hand.
        var isCancelled = false
        var starts = 0
        var recycled = 0
    }

    init(_ number: Int, settings: ReaderPool.Settings) {
        self.settings = settings
        queue = DispatchQueue(label: "calotype.reader.\(number)")
    }

    /// Asks the reader one thing.
    func ask(_ request: Request, page: LumaPlane? = nil) async -> Result<Answer, ReadingError> {
        state.withLock { $0.isCancelled = false }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    continuation.resume(
                        returning: Result { () throws(ReadingError) in try self.exchange(request, page) })
                }
            }
        } onCancel: {
            // The lane is asked for one thing at a time, so the work in hand is what is cancelled.
            state.withLock { state in
                state.isCancelled = true
                state.child?.killSoon()
            }
        }
    }

    /// Ends the process; the next request starts another.
    func stop() {
        state.withLock { state in
            state.child?.end()
            state.child = nil
        }
    }

    var residentBytes: Int { state.withLock { $0.child?.residentBytes ?? 0 } }
    var starts: Int { state.withLock(\.starts) }
    var recycled: Int { state.withLock(\.recycled) }
    var processNumber: Int32? { state.withLock { $0.child?.number } }

    private func exchange(_ request: Request, _ page: LumaPlane?) throws(ReadingError) -> Answer {
        let deadline = ContinuousClock.now + settings.pageTime
        let child = try runningChild(by: deadline)
        do throws(WireError) {
            try child.channel.send(request.bytes, by: deadline)
            if let page { try child.channel.sendRaw(page.samples, by: deadline) }
            let answer = try Answer(try child.channel.receive(limit: MessageLimits.answerBytes, by: deadline))
            recycleIfLarge(child)
            return answer
        } catch {
            throw lose(child, error)
        }
    }

    private func runningChild(by deadline: ContinuousClock.Instant) throws(ReadingError) -> ChildProcess {
        let (running, isCancelled) = state.withLock { ($0.child, $0.isCancelled) }
        if isCancelled { throw .cancelled }
        if let running { return running }
        let child = try ChildProcess(
            executable: settings.executable, arguments: settings.arguments, environment: settings.childEnvironment)
        // From here on a cancellation finds the child; one that came in between is seen here.
        let wasCancelled = state.withLock { state in
            state.child = child
            state.starts += 1
            return state.isCancelled
        }
        if wasCancelled { throw lose(child, .closed) }
        do throws(WireError) {
            let begin = Request.begin(memoryLimitBytes: settings.mostBytesEach, niceness: settings.niceness)
            try child.channel.send(begin.bytes, by: deadline)
        } catch {
            throw lose(child, error)
        }
        return child
    }

    /// Ends a reader that is of no more use, and says what that was to the page.
    private func lose(_ child: ChildProcess, _ error: WireError) -> ReadingError {
        let ending = error == .closed ? child.collect() : child.end()
        return state.withLock { state in
            if state.child === child { state.child = nil }
            if state.isCancelled { return .cancelled }
            return switch error {
            case .deadlinePassed: .tookTooLong(limit: settings.pageTime)
            case .closed: .readerDied(signal: ending ?? 0)
            case .malformed: .readerUnavailable(reason: "a reader's answer makes no sense")
            case .broken(let errno): .readerUnavailable(reason: "a reader's socket: errno \(errno)")
            }
        }
    }

    /// Tesseract and the C library keep what they had at the largest page. A reader past the bound is ended between
    /// pages, and its successor starts small.
    private func recycleIfLarge(_ child: ChildProcess) {
        guard child.residentBytes > settings.recycleAboveBytes else { return }
        child.end()
        state.withLock { state in
            state.child = nil
            state.recycled += 1
        }
    }
}
