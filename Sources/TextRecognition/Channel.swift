import Glibc

/// One end of the socket between a pool and a reader. Messages have their length before them, in four bytes.
///
/// Calls block the thread that makes them, no longer than to their deadline; a channel stays on one thread at a time.
struct Channel {
    /// Non-blocking on the pool's side, where deadlines are kept.
    let input: Int32
    let output: Int32

    func send(_ message: [UInt8], by deadline: ContinuousClock.Instant? = nil) throws(WireError) {
        var length = WireWriter()
        length.write(UInt32(message.count))
        try sendRaw(length.bytes + message, by: deadline)
    }

    /// Sends bytes without a length.
    func sendRaw(_ bytes: [UInt8], by deadline: ContinuousClock.Instant? = nil) throws(WireError) {
        var sent = 0
        while sent < bytes.count {
            // A `send` that would raise SIGPIPE is not an option for a server; write(2) is only for the reader's side.
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(output, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else {
                try wait(output, for: Int16(POLLOUT), by: deadline, after: errno)
            }
        }
    }

    /// - Throws: `.closed` where the other end closed before a message began, and within one too.
    func receive(limit: Int, by deadline: ContinuousClock.Instant? = nil) throws(WireError) -> [UInt8] {
        var length = WireReader(try receiveRaw(4, by: deadline))
        let count = Int(try length.number(UInt32.self))
        guard count <= limit else { throw .malformed }
        return try receiveRaw(count, by: deadline)
    }

    /// Exactly so many bytes.
    func receiveRaw(_ count: Int, by deadline: ContinuousClock.Instant? = nil) throws(WireError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(input, buffer.baseAddress?.advanced(by: received), count - received)
            }
            if got > 0 {
                received += got
            } else if got == 0 {
                throw .closed
            } else {
                try wait(input, for: Int16(POLLIN), by: deadline, after: errno)
            }
        }
        return bytes
    }

    /// Waits for a descriptor that has just said "not now", and throws where it said something else.
    private func wait(
        _ descriptor: Int32, for events: Int16, by deadline: ContinuousClock.Instant?, after error: Int32
    ) throws(WireError) {
        switch error {
        case EINTR: return
        case EAGAIN: break
        case EPIPE, ECONNRESET: throw .closed
        default: throw .broken(errno: error)
        }
        var timeout: Int32 = -1
        if let deadline {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw .deadlinePassed }
            // Rounded up, so that the last millisecond is not spent in a spin.
            timeout = Int32(
                clamping: min(left.components.seconds, 1_000_000) * 1000 + left.components.attoseconds
                    / 1_000_000_000_000_000 + 1)
        }
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        if poll(&request, 1, timeout) < 0, errno != EINTR { throw .broken(errno: errno) }
    }
}
