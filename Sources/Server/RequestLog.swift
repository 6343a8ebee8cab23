import Foundation
import Gateway
import Identity
import Logging

/// One line for each request, as `JSONLogHandler` would write it. No query, no header and no body stands in it, so neither
/// does a token or a password.
enum RequestLog {
    static func line(of record: RequestRecord, at now: Date = Date(), label: String) -> [UInt8] {
        var writer = JSONObjectWriter(reserving: 384)
        writer.appendObject { object in
            object.write("time", UTCTime(now))
            object.write("level", level(of: record).rawValue)
            object.write("label", label)
            object.write("message", "request")
            if let account = record.account { object.write("account", account) }
            object.write("bytes_in", record.bytesIn)
            object.write("bytes_out", record.bytesOut)
            if let cause = record.cause { object.write("cause", cause) }
            object.write("method", record.method)
            object.write("ms", record.duration.milliseconds)
            object.write("path", record.pathTemplate)
            object.write("request_id", record.requestID)
            object.write("status", record.status)
            if let surface = record.surface { object.write("surface", surface.rawValue) }
        }
        writer.append(literal: "\n")
        return writer.bytes
    }

    static func level(of record: RequestRecord) -> Logger.Level { record.status >= 500 ? .error : .info }
}
