import Glibc

/// Takes a `multipart/form-data` body (RFC 7578, RFC 2046) apart as it arrives, whatever pieces it arrives in. Pure: bytes
/// go in by `feed`, events come out of `next`; nothing is kept but what could still turn out to be a delimiter.
///
/// Lines end with CRLF. A delimiter line is CRLF, `--`, the boundary, blanks, CRLF; the boundary followed by anything
/// else is data, so a boundary that begins another one does no harm.
struct MultipartParser: Sendable {
    enum Event: Equatable, Sendable {
        /// The part's header lines, without the blank line that ends them.
        case partBegan([UInt8])
        /// Never empty.
        case data([UInt8])
        case partEnded
        /// The closing delimiter; what follows it is passed over.
        case ended
    }

    /// What is refused whatever a route allows.
    struct Limits: Sendable {
        var headerBytes = 16 << 10
        var parts = 200
        /// Before the first delimiter, and after the last.
        var surroundingBytes = 64 << 10
        /// Between a delimiter and the end of its line.
        var paddingBytes = 64
    }

    private enum State {
        case preamble, headers, data, epilogue
    }

    /// CRLF, `--`, boundary.
    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.preamble
    // The body's first delimiter may stand at its very start, so the CRLF that all others have is put before it.
    private var buffer: [UInt8] = [0x0D, 0x0A]
    /// What of `buffer` is used up.
    private var start = 0
    private var pending: [Event] = []
    private var partCount = 0
    private var surroundingCount = 0
    /// The headers' end was seen, and `buffer[start...]` begins with their blank line.
    private var isAtBlankLine = false

    /// nil where the boundary is not one of RFC 2046: 1 to 70 of its characters, no blank at the end.
    init?(boundary: String, limits: Limits = Limits()) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isBoundaryCharacter),
            boundary.last != " "
        else { return nil }
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + Array(boundary.utf8)
        self.limits = limits
    }

    /// More of the body.
    mutating func feed(_ bytes: some Collection<UInt8>) {
        if start == buffer.count {
            buffer = Array(bytes)
        } else {
            buffer.removeFirst(start)
            buffer.append(contentsOf: bytes)
        }
        start = 0
    }

    /// The next event, or nil where more of the body is needed.
    mutating func next() throws(RequestError) -> Event? {
        if !pending.isEmpty { return pending.removeFirst() }
        switch state {
        case .preamble: return try passPreamble()
        case .headers: return try headers()
        case .data: return try data()
        case .epilogue:
            try countSurrounding(buffer.count - start)
            start = buffer.count
            return nil
        }
    }

    /// Whether the closing delimiter was seen: a body that ends before it was cut off.
    var isComplete: Bool { state == .epilogue && pending.isEmpty }

    // MARK: States

    private mutating func passPreamble() throws(RequestError) -> Event? {
        let found = findDelimiter()
        try countSurrounding(found.position - start)
        start = found.position
        return try pass(found)
    }

    private mutating func data() throws(RequestError) -> Event? {
        let found = findDelimiter()
        if isAtBlankLine {
            // Either the blank line's CRLF is the delimiter's too, and the part is empty; or the data begins after it; or
            // it cannot be told yet.
            if found.position == start, found.kind == nil { return nil }
            isAtBlankLine = false
            if found.position > start { start += 2 }
        }
        let data: [UInt8]
        if start == 0, found.position == buffer.count {
            // All that has come, as it came: it need not be copied.
            data = buffer
            buffer = []
        } else {
            data = Array(buffer[start..<found.position])
            start = found.position
        }
        if found.kind != nil { pending.append(.partEnded) }
        if let after = try pass(found) { pending.append(after) }
        if !data.isEmpty { return .data(data) }
        return pending.isEmpty ? nil : pending.removeFirst()
    }

    /// Steps over a delimiter that was found, and says what it leads to.
    private mutating func pass(_ found: Found) throws(RequestError) -> Event? {
        guard let kind = found.kind else { return nil }
        start = found.end
        switch kind {
        case .closing:
            state = .epilogue
            surroundingCount = 0
            return .ended
        case .opening:
            state = .headers
            partCount += 1
            guard partCount <= limits.parts else { throw .malformedForm(reason: "more than \(limits.parts) parts") }
            return try headers()
        }
    }

    private mutating func headers() throws(RequestError) -> Event? {
        // No headers at all: the blank line comes at once.
        if buffer.count - start >= 2, buffer[start] == 0x0D, buffer[start + 1] == 0x0A {
            return begin(headerEnd: start)
        }
        var position = start
        while let carriage = buffer[position...].firstIndex(of: 0x0D), carriage - start <= limits.headerBytes {
            if carriage + 3 < buffer.count, buffer[carriage + 1] == 0x0A, buffer[carriage + 2] == 0x0D,
                buffer[carriage + 3] == 0x0A
            {
                return begin(headerEnd: carriage)
            }
            position = carriage + 1
        }
        guard buffer.count - start <= limits.headerBytes else {
            throw .malformedForm(reason: "a part's headers are over \(limits.headerBytes) bytes")
        }
        return nil
    }

    private mutating func begin(headerEnd: Int) -> Event {
        let headers = Array(buffer[start..<headerEnd])
        // Past the last header's own CRLF; the blank line stays, since an empty part's delimiter may begin with it.
        start = headers.isEmpty ? headerEnd : headerEnd + 2
        isAtBlankLine = true
        state = .data
        return .partBegan(headers)
    }

    private mutating func countSurrounding(_ count: Int) throws(RequestError) {
        surroundingCount += count
        guard surroundingCount <= limits.surroundingBytes else {
            throw .malformedForm(reason: "too much around the parts")
        }
    }

    // MARK: Delimiters

    private struct Found {
        enum Kind { case opening, closing }
        /// Where the delimiter stands, or where one may begin that is not whole yet, or the end of what has arrived.
        var position: Int
        /// Behind the delimiter's line.
        var end = 0
        var kind: Kind?
    }

    private func findDelimiter() -> Found {
        var position = start
        while let carriage = carriageReturn(from: position) {
            position = carriage + 1
            guard isDelimiter(at: carriage) else { continue }
            let after = carriage + delimiter.count
            guard after <= buffer.count else { return Found(position: carriage) }
            switch lineEnd(after) {
            case .unknown: return Found(position: carriage)
            case .opening(let end): return Found(position: carriage, end: end, kind: .opening)
            case .closing(let end): return Found(position: carriage, end: end, kind: .closing)
            case .none: break
            }
        }
        return Found(position: buffer.count)
    }

    /// Whether one stands there, or as much of one as has arrived.
    private func isDelimiter(at position: Int) -> Bool {
        for index in 0..<min(delimiter.count, buffer.count - position)
        where buffer[position + index] != delimiter[index] {
            return false
        }
        return true
    }

    /// The next one. By the C library, which looks at 32 bytes at once: this is every byte of every upload.
    private func carriageReturn(from position: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard position < bytes.count, let first = bytes.baseAddress,
                let found = memchr(first + position, 0x0D, bytes.count - position)
            else { return nil }
            return first.distance(to: UnsafeRawPointer(found))
        }
    }

    private enum LineEnd {
        case opening(Int), closing(Int), unknown, none
    }

    /// What follows a boundary: `--`, or blanks and CRLF, or neither, or too little to tell.
    private func lineEnd(_ after: Int) -> LineEnd {
        var position = after
        while position < buffer.count, position - after <= limits.paddingBytes,
            buffer[position] == 0x20 || buffer[position] == 0x09
        {
            position += 1
        }
        guard position - after <= limits.paddingBytes else { return .none }
        guard position < buffer.count else { return .unknown }
        let (first, second): (UInt8, UInt8)
        switch buffer[position] {
        case 0x0D: (first, second) = (0x0D, 0x0A)
        case 0x2D where position == after: (first, second) = (0x2D, 0x2D)
        default: return .none
        }
        guard position + 1 < buffer.count else { return .unknown }
        guard buffer[position + 1] == second else { return .none }
        return first == 0x0D ? .opening(position + 2) : .closing(position + 2)
    }

    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'")...UInt8(ascii: ")"),
            UInt8(ascii: "+")...UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "?"),
            UInt8(ascii: "_"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
