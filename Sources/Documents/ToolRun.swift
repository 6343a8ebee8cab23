import Dispatch
import Glibc
import Processes

/// One run of a program of the system's over a stranger's file: bounded in time, in processor time, in memory and in what
/// is heard of it, and unable to write a file. The process that parses is thrown away with whatever came over it.
struct ToolRun: Sendable {
    let program: String
    let arguments: [String]
    var limits = Limits()

    struct Limits: Sendable {
        /// From start to end; then it is killed.
        var wallSeconds = 60
        var processorSeconds = 30
        /// Memory of its own.
        var memoryBytes = 512 << 20
        /// What is read of its output; then it is killed.
        var outputBytes = 1 << 20
    }

    /// What a run said, and whether that was all.
    struct Output: Sendable {
        let bytes: [UInt8]
        let isWhole: Bool
    }

    /// A few at a time, whoever asks. They wait on threads of Dispatch's own.
    private static let lanes = (0..<2).map { DispatchQueue(label: "calotype.documents.\($0)") }

    /// Runs it to its end, and makes something of what it said, on the thread that waited. What a program said before it
    /// failed counts, if it is anything.
    func output<Value: Sendable>(
        as make: @escaping @Sendable (Output) -> Value
    ) async throws(DocumentError) -> Value {
        let process = RunningTool()
        let lane = Self.lanes.randomElement() ?? Self.lanes[0]
        let result: Result<Value, DocumentError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lane.async {
                    continuation.resume(
                        returning: Result { () throws(DocumentError) in make(try self.runBlocking(process)) })
                }
            }
        } onCancel: {
            process.cancel()
        }
        return try result.get()
    }

    private func runBlocking(_ running: RunningTool) throws(DocumentError) -> Output {
        var ends: [Int32] = [-1, -1]
        // A pipe that is closed on exec from its first moment on is not to be had here.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .unavailable(reason: "socketpair: errno \(errno)")
        }
        defer { close(ends[0]) }
        let process: SpawnedProcess
        do throws(SpawnedProcess.SpawnError) {
            defer { close(ends[1]) }
            process = try SpawnedProcess(
                "/usr/bin/nice", ["-n", "15", "/usr/bin/prlimit"] + resourceLimits + [program] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"], input: nil,
                output: ends[1])
        } catch {
            throw .unavailable(reason: "\(program): errno \(error.errno)")
        }
        guard running.begin(process) else { throw .cancelled }
        return try listen(to: process, on: ends[0], running)
    }

    /// The rules of `prlimit`: a dump of its memory or a file of its own is nothing that a reader needs.
    private var resourceLimits: [String] {
        [
            "--data=\(limits.memoryBytes)", "--cpu=\(limits.processorSeconds)", "--fsize=0", "--core=0", "--nofile=256",
        ]
    }

    private func listen(
        to process: SpawnedProcess, on output: Int32, _ running: RunningTool
    ) throws(DocumentError) -> Output {
        let deadline = ContinuousClock.now + .seconds(limits.wallSeconds)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = ContinuousClock.now.duration(to: deadline).components.seconds
            var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = left < 0 ? 0 : poll(&request, 1, Int32(left + 1) * 1000)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else {
                process.end()
                throw .tooMuch
            }
            let count = read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<min(count, limits.outputBytes - bytes.count)]
            if bytes.count == limits.outputBytes {
                process.end()
                return Output(bytes: bytes, isWhole: false)
            }
        }
        let ending = process.collect() ?? 0
        if running.isCancelled { throw .cancelled }
        switch ending {
        case 0: return Output(bytes: bytes, isWhole: true)
        // prlimit's words for a program that it can't start.
        case -126, -127: throw .unavailable(reason: "\(program) is not installed")
        case _ where !bytes.isEmpty: return Output(bytes: bytes, isWhole: false)
        // By a signal: the limits' way of saying no; or by its own abort, where memory is refused.
        case 1...: throw .tooMuch
        default: throw .damaged
        }
    }
}
