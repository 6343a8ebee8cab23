import Identity
import Logging

extension RequestRecord {
    /// The line of a request that no dialect saw.
    func log(to logger: Logger) {
        var metadata: Logger.Metadata = [
            "request_id": "\(requestID)", "method": "\(method)", "path": "\(pathTemplate)",
            "status": .stringConvertible(status), "ms": .stringConvertible(duration.milliseconds),
            "bytes_in": .stringConvertible(bytesIn), "bytes_out": .stringConvertible(bytesOut),
        ]
        if let surface { metadata["surface"] = "\(surface.rawValue)" }
        if let account { metadata["account"] = .stringConvertible(account) }
        if let cause { metadata["cause"] = "\(cause)" }
        logger.log(level: status >= 500 ? .error : .info, "request", metadata: metadata)
    }
}

extension Duration {
    /// With three digits behind the point.
    public var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds / 1_000_000_000_000) / 1000
    }
}
