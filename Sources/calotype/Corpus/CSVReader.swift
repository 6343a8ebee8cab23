import Foundation

/// Reads the rows of a CSV (RFC 4180: quoted fields, doubled quotes, line ends of either kind, a byte order mark) one after
/// another. A streaming reader of our own, since a corpus has millions of lines and a library would hold them all twice.
struct CSVReader {
    enum Failure: Error {
        /// The system's own words.
        case unreadable(String)
        case rowTooLong(line: Int)
        /// A quote that is never closed.
        case cutOff(line: Int)
    }

    /// Where the row that was read last begins, from 1.
    private(set) var line = 0

    private let file: FileHandle
    private var chunk: [UInt8] = []
    private var next = 0
    private var linesRead = 0

    /// - Parameter path: a file, or `-` for standard input.
    init(path: String) throws(Failure) {
        do {
            file = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw .unreadable("cannot be read")
        }
        try refill()
        if chunk.starts(with: [0xef, 0xbb, 0xbf]) { next = 3 }
    }

    /// The next row that is not empty; nil at the end.
    mutating func row() throws(Failure) -> [String]? {
        while let fields = try rowOrEmpty() {
            if fields != [""] { return fields }
        }
        return nil
    }

    private mutating func rowOrEmpty() throws(Failure) -> [String]? {
        line = linesRead + 1
        var fields: [String] = []
        var field: [UInt8] = []
        var size = 0
        guard var byte = try read() else { return nil }
        while true {
            if byte == UInt8(ascii: "\""), field.isEmpty {
                try readQuoted(into: &field, &size)
            } else if byte == UInt8(ascii: ",") {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "\n") {
                break
            } else {
                field.append(byte)
            }
            size += 1
            guard size <= Self.mostBytes else { throw .rowTooLong(line: line) }
            guard let following = try read() else { break }
            byte = following
        }
        linesRead += 1
        if field.last == UInt8(ascii: "\r") { field.removeLast() }
        fields.append(String(decoding: field, as: UTF8.self))
        return fields
    }

    /// What stands after an opening quote, up to the closing one.
    private mutating func readQuoted(into field: inout [UInt8], _ size: inout Int) throws(Failure) {
        while let byte = try read() {
            size += 1
            guard size <= Self.mostBytes else { throw .rowTooLong(line: line) }
            if byte == UInt8(ascii: "\"") {
                guard try peek() == UInt8(ascii: "\"") else { return }
                _ = try read()
            } else if byte == UInt8(ascii: "\n") {
                linesRead += 1
            }
            field.append(byte)
        }
        throw .cutOff(line: line)
    }

    private mutating func read() throws(Failure) -> UInt8? {
        guard let byte = try peek() else { return nil }
        next += 1
        return byte
    }

    private mutating func peek() throws(Failure) -> UInt8? {
        if next == chunk.count { try refill() }
        return next < chunk.count ? chunk[next] : nil
    }

    private mutating func refill() throws(Failure) {
        do {
            chunk = try file.read(upToCount: 1 << 16).map { [UInt8]($0) } ?? []
            next = 0
        } catch {
            throw .unreadable("cannot be read")
        }
    }

    /// Of one row: what is longer is no list of hashes, and would be held in memory whole.
    private static let mostBytes = 1 << 20
}
