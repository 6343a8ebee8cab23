import Pixels

/// What a pool says to a reader. A page's samples follow its message, outside of it, so that they are never copied.
enum Request: Equatable {
    /// First of all: how the reader is to behave.
    case begin(memoryLimitBytes: Int, niceness: Int)
    case languages
    case read(PixelSize, languages: [String], mode: ReadingOptions.Mode)
}

/// What a reader says to its pool: one answer a request.
enum Answer: Equatable {
    case languages([String])
    case sheet(RecognisedSheet)
    case languageNotInstalled(String, installed: [String])
    /// Tesseract would not; in its words as far as it has any.
    case failed(reason: String)
}

/// Where an answer or a request ends before it is judged: longer is damage.
enum MessageLimits {
    static let requestBytes = 1 << 16
    static let answerBytes = 1 << 26
}

extension Request {
    /// Raised whenever a message changes, so that two builds of the program never misunderstand each other.
    private static let version: UInt16 = 1

    var bytes: [UInt8] {
        var wire = WireWriter()
        wire.write(Self.version)
        switch self {
        case .begin(let memoryLimitBytes, let niceness):
            wire.write(UInt8(0))
            wire.write(Int64(memoryLimitBytes))
            wire.write(Int32(niceness))
        case .languages:
            wire.write(UInt8(1))
        case .read(let size, let languages, let mode):
            wire.write(UInt8(2))
            wire.write(UInt32(size.width))
            wire.write(UInt32(size.height))
            wire.write(languages)
            wire.write(mode.rawValue)
        }
        return wire.bytes
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        guard try wire.number(UInt16.self) == Self.version else { throw .malformed }
        switch try wire.number(UInt8.self) {
        case 0:
            self = .begin(
                memoryLimitBytes: Int(try wire.number(Int64.self)), niceness: Int(try wire.number(Int32.self)))
        case 1: self = .languages
        case 2:
            let size = PixelSize(width: Int(try wire.number(UInt32.self)), height: Int(try wire.number(UInt32.self)))
            let languages = try wire.texts()
            guard let mode = ReadingOptions.Mode(rawValue: try wire.text()) else { throw .malformed }
            self = .read(size, languages: languages, mode: mode)
        default: throw .malformed
        }
        guard wire.isAtEnd else { throw .malformed }
    }
}

extension Answer {
    var bytes: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .languages(let names):
            wire.write(UInt8(0))
            wire.write(names)
        case .sheet(let sheet):
            wire.write(UInt8(1))
            sheet.write(to: &wire)
        case .languageNotInstalled(let name, let installed):
            wire.write(UInt8(2))
            wire.write(name)
            wire.write(installed)
        case .failed(let reason):
            wire.write(UInt8(3))
            wire.write(reason)
        }
        return wire.bytes
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.number(UInt8.self) {
        case 0: self = .languages(try wire.texts())
        case 1: self = .sheet(try RecognisedSheet(&wire))
        case 2: self = .languageNotInstalled(try wire.text(), installed: try wire.texts())
        case 3: self = .failed(reason: try wire.text())
        default: throw .malformed
        }
        guard wire.isAtEnd else { throw .malformed }
    }
}
