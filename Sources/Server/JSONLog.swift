import Foundation
import Gateway
public import Logging

extension Logger {
    /// A logger that writes one JSON object a line on standard error.
    public static func jsonLines(_ label: String, level: Logger.Level = .info) -> Logger {
        var logger = Logger(label: label, factory: JSONLogHandler.init)
        logger.logLevel = level
        return logger
    }
}

/// `{"time":…,"level":…,"label":…,"message":…,…}`, with the metadata's members behind, numbers as numbers.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = UTCTime(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
        let line = Self.line(
            time: now, level: event.level, label: label, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { $1 })
        LogSink.standardError.write(line, isUrgent: event.level >= .warning)
    }

    static func line(
        time: UTCTime, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata
    ) -> [UInt8] {
        var writer = JSONObjectWriter()
        writer.appendObject { object in
            object.write("time", time)
            object.write("level", level.rawValue)
            object.write("label", label)
            object.write("message", message)
            // Hummingbird's own number of the request; ours is the one that the client sees.
            for (name, value) in metadata.sorted(by: { $0.key < $1.key }) where name != "hb.request.id" {
                object.member(name, json(value))
            }
        }
        return writer.bytes + [0x0A]
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as Int): .integer(Int64(number))
        case .stringConvertible(let number as Int64): .integer(number)
        case .stringConvertible(let number as Double): .number(number)
        case .stringConvertible(let other): .string(other.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let values):
            .object(values.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
        }
    }
}
