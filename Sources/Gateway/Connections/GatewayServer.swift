import HTTPTypes
import Hummingbird
public import HummingbirdCore
public import Logging
import NIOCore

extension Gateway {
    /// How Hummingbird has to listen for the deadlines and limits of `ConnectionLimits` to hold.
    /// What can be answered at once is, before Hummingbird sees it.
    public func http1(_ limits: ConnectionLimits = ConnectionLimits(), logger: Logger) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            GatewayChannel(
                http: HTTP1Channel(
                    responder: responder,
                    configuration: .init(
                        additionalChannelHandlers: [guardian(limits, logger)],
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: limits.headerFieldBytes, maxHeaderListSize: limits.headerBytes,
                            maxHeaderFieldCount: limits.headerFields))))
        }
    }

    private func guardian(_ limits: ConnectionLimits, _ logger: Logger) -> ConnectionGuard {
        ConnectionGuard(
            limits: limits, refuse: { Self.refuse($0, logger) },
            answerAtOnce: { answerAtOnce($0, GatewayContext(channel: $1, logger: logger)) })
    }

    /// The answer to a head that could not be read, which no dialect ever sees.
    private static func refuse(_ status: HTTPResponse.Status, _ logger: Logger) -> (HTTPResponse, ByteBuffer) {
        let refusal = Refusal(
            status, status == .badRequest ? "This is not an HTTP request" : "The request's headers are too large")
        var writer = JSONObjectWriter()
        writer.appendObject { neutralErrorBody(refusal, &$0) }
        let record = RequestRecord(
            requestID: randomRequestID(), method: "", pathTemplate: "", status: status.code, duration: .zero,
            bytesIn: 0,
            bytesOut: writer.bytes.count)
        record.log(to: logger)
        let head = HTTPResponse(
            status: status,
            headerFields: [
                .contentType: "application/json", .contentLength: "\(writer.bytes.count)", .connection: "close",
                .requestID: record.requestID,
            ])
        return (head, ByteBuffer(bytes: writer.bytes))
    }
}
