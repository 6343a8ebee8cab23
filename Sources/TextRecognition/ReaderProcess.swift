import CImageKit
import Glibc
import Pixels
import Synchronization

/// The other side of a `ReaderPool`: what a process does that was started to read pages.
public enum ReaderProcess {
    /// Answers a pool's requests on a socket until it closes, then ends the process. Never returns.
    ///
    /// The process dies with its pool, in the middle of a page too; it writes nothing anywhere but to the socket.
    public static func serve(input: Int32, output: Int32) -> Never {
        // Whatever a library prints must not get between the answers, nor on a log line of the server.
        let channel = Channel(
            input: fcntl(input, F_DUPFD_CLOEXEC, 3), output: fcntl(output, F_DUPFD_CLOEXEC, 3))
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        for descriptor in Int32(0)...2 { dup2(nowhere, descriptor) }
        setMsgSeverity(Int32(L_SEVERITY_NONE))
        dieWithPool(channel.input)
        do {
            try answerAll(on: channel)
        } catch {
            // The pool is gone, or does not make sense: either way nobody is left to tell.
            exit(error == .closed ? 0 : 1)
        }
    }

    private static func answerAll(on channel: Channel) throws(WireError) -> Never {
        var reader = PageReader()
        while true {
            switch try Request(channel.receive(limit: MessageLimits.requestBytes)) {
            case .begin(let memoryLimitBytes, let niceness):
                limitMemory(memoryLimitBytes)
                _ = nice(Int32(clamping: niceness))
            case .languages:
                try channel.send(Answer.languages(reader.languages().names).bytes)
            case .read(let size, let languages, let mode):
                let (area, overflows) = size.width.multipliedReportingOverflow(by: size.height)
                guard !overflows, area > 0, area <= ReaderPool.Settings.mostPagePixels else { throw .malformed }
                let samples = try channel.receiveRaw(area)
                try channel.send(reader.answer(samples, size, languages: languages, mode: mode).bytes)
            }
        }
    }

    /// Private memory beyond this is refused; Tesseract then dies of it, and a page is lost instead of a machine.
    private static func limitMemory(_ bytes: Int) {
        var limit = rlimit(rlim_cur: rlim_t(max(0, bytes)), rlim_max: rlim_t(max(0, bytes)))
        setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    }

    /// Ends this process as soon as the socket's other end is closed, whatever else it is doing. (Linux's parent death
    /// signal is no help: it comes when the thread ends that started the child, and a pool's threads come and go.)
    private static func dieWithPool(_ socket: Int32) {
        // A thread of its own, for the life of the process; it has nothing to free.
        var thread = pthread_t()
        let argument = UnsafeMutableRawPointer(bitPattern: Int(socket))
        pthread_create(
            &thread, nil,
            { argument in
                var request = pollfd(fd: Int32(Int(bitPattern: argument)), events: 0, revents: 0)
                while true {
                    _ = poll(&request, 1, -1)
                    if request.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { _exit(0) }
                }
            }, argument)
    }
}
