import CImageShims
import Glibc
import Synchronization

/// A reader as the pool sees it: a process, and the socket to it. Killed and collected when this goes.
///
/// Its environment is what Tesseract needs and nothing else: a process that parses strangers' pictures has no business
/// with the server's secrets. It inherits no descriptor but the socket, as its standard input and output.
final class ChildProcess: Sendable {
    let channel: Channel
    /// Nil once the process is collected: after that the number may be another's.
    private let pid: Mutex<pid_t?>

    /// - Throws: `.readerUnavailable` where the system would not.
    init(executable: String, arguments: [String], environment: [String: String]) throws(ReadingError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .readerUnavailable(reason: "socketpair: errno \(errno)")
        }
        defer { close(ends[1]) }
        // Deadlines are kept by polling, so no call on our end may block.
        _ = fcntl(ends[0], F_SETFL, fcntl(ends[0], F_GETFL) | O_NONBLOCK)
        switch Self.spawn(executable, arguments, environment, socket: ends[1]) {
        case .success(let child):
            pid = Mutex(child)
            channel = Channel(input: ends[0], output: ends[0])
        case .failure(let error):
            close(ends[0])
            throw .readerUnavailable(reason: "\(executable): errno \(error.errno)")
        }
    }

    deinit {
        end()
        close(channel.input)
    }

    /// Kills the process and waits for its end, which is near. Returns how it ended: the signal, or its exit status
    /// below 0; nil where it had been collected before.
    @discardableResult
    func end() -> Int32? {
        pid.withLock { pid in
            guard let child = pid else { return nil }
            kill(child, SIGKILL)
            return Self.collect(child, &pid)
        }
    }

    /// Collects a process that has closed its socket by itself, which only its end does; so the wait is short. Returns
    /// how it ended, as `end()`.
    func collect() -> Int32? {
        pid.withLock { pid in
            guard let child = pid else { return nil }
            return Self.collect(child, &pid)
        }
    }

    /// Kills it from another thread than the one that waits for its answer; that one collects it.
    func killSoon() {
        pid.withLock { pid in
            if let pid { kill(pid, SIGKILL) }
        }
    }

    /// Nil of a process that has ended.
    var number: Int32? { pid.withLock { $0 } }

    /// Resident memory in bytes; 0 of a process that has ended.
    var residentBytes: Int {
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

    private struct SpawnError: Error { let errno: Int32 }

    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String], socket: Int32
    ) -> Result<pid_t, SpawnError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Other parts of the process may have descriptors open without close-on-exec.
        calotype_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A terminal's Ctrl-C is for the server, which then ends its readers; and signals that the server blocks or
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
        return error == 0 ? .success(pid) : .failure(SpawnError(errno: error))
    }
}
