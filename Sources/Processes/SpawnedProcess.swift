import CImageShims
import Glibc
import Synchronization

/// A program that was started, until it has ended. Killed and collected when this goes.
///
/// It has the environment that it is given and nothing of the server's: a process that parses strangers' files has no
/// business with secrets. It inherits no descriptor but its standard input and output.
public final class SpawnedProcess: Sendable {
    /// Nil once the process is collected: after that the number may be another's.
    private let pid: Mutex<pid_t?>

    /// The system would not start it.
    public struct SpawnError: Error, Hashable, Sendable {
        public let errno: Int32
    }

    /// - Parameters:
    ///   - input: the descriptor that becomes its standard input; nil for one that is empty.
    ///   - output: the descriptor that becomes its standard output. Its standard error goes nowhere.
    public init(
        _ executable: String, _ arguments: [String], environment: [String: String], input: Int32?, output: Int32
    ) throws(SpawnError) {
        pid = Mutex(try Self.spawn(executable, arguments, environment, input: input, output: output))
    }

    deinit { end() }

    /// Kills the process and waits for its end, which is near. Returns how it ended: the signal, or its exit status
    /// below 0; nil where it had been collected before.
    @discardableResult
    public func end() -> Int32? {
        pid.withLock { pid in
            guard let child = pid else { return nil }
            kill(child, SIGKILL)
            return Self.collect(child, &pid)
        }
    }

    /// Collects a process that has closed its end of the line, which as a rule only its end does; so the wait is short.
    /// Returns how it ended, as `end()`.
    public func collect() -> Int32? {
        pid.withLock { pid in
            guard let child = pid else { return nil }
            return Self.collect(child, &pid)
        }
    }

    /// Kills it from another thread than the one that waits for its answer; that one collects it.
    public func killSoon() {
        pid.withLock { pid in
            if let pid { kill(pid, SIGKILL) }
        }
    }

    /// Nil of a process that has ended.
    public var number: Int32? { pid.withLock { $0 } }

    /// Resident memory in bytes; 0 of a process that has ended.
    public var residentBytes: Int {
        pid.withLock { pid in
            guard let pid, let file = fopen("/proc/\(pid)/statm", "re") else { return 0 }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 128)
            guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * Int(getpagesize())
        }
    }

    private static func collect(_ child: pid_t, _ pid: inout pid_t?) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        pid = nil
        // The low seven bits are the signal, the next byte the exit status: WTERMSIG and WEXITSTATUS are macros.
        let signal = status & 0x7F
        return signal != 0 ? signal : -(status >> 8 & 0xFF)
    }

    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String], input: Int32?, output: Int32
    ) throws(SpawnError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Other parts of the process may have descriptors open without close-on-exec.
        calotype_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A terminal's Ctrl-C is for the server, which then ends its children; and signals that the server blocks or
        // ignores mean to the child what they mean by default.
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        var allSignals = sigset_t()
        sigfillset(&allSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setsigdefault(&attributes, &allSignals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = ([executable] + arguments).map { strdup($0) }
        let settings = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, executable, &actions, &attributes, words + [nil], settings + [nil])
        guard error == 0 else { throw SpawnError(errno: error) }
        return pid
    }
}
