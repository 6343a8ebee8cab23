import HTTPTypes
import Identity
import Logging
import NIOCore

// The short way: a request that needs nothing but memory, or a look at a few rows, is answered by its connection's event
// loop before any task hears of it. Changing threads four times costs more than all the rest of such an answer. Whatever is
// not plain goes the long way, which begins anew: so the short way may give up at any step, and says no to nobody.
extension Gateway {
    /// The whole answer, or nil where the long way has to find it.
    func answerAtOnce(_ head: HTTPRequest, _ context: GatewayContext) -> (head: HTTPResponse, body: ByteBuffer)? {
        let began = ContinuousClock.now
        var exchange = Exchange(head, body: .none, context: context, gateway: self)
        guard var answer = try? exchange.answerAtOnce(),
            let payload = try? Payload(atOnce: &answer, for: head), let body = payload.buffer
        else { return nil }
        observer.began()
        exchange.complete(&answer, payload)
        answer.headers[.date] = dateHeader.text
        let isHead = head.method == .head
        var record = exchange.record(status: answer.status, bytesOut: isHead ? 0 : payload.byteCount)
        record.duration = ContinuousClock.now - began
        observer.ended(record)
        return (HTTPResponse(status: answer.status, headerFields: answer.headers), isHead ? ByteBuffer() : body)
    }
}

extension Exchange {
    /// The steps of `answer`, as far as they can be gone without waiting.
    fileprivate mutating func answerAtOnce() throws -> Answer? {
        guard let segments = target.segments,
            case .found(let routes, let captured) = gateway.table.match(head.method, segments),
            routes.count == 1, let mounted = routes.first, let handler = mounted.route.atOnce,
            mounted.route.options.tier == nil
        else { return nil }
        self.mounted = mounted
        if mounted.route.access != .anyone {
            guard let token = token(for: mounted.route), let caller = gateway.recognise(token, address) else {
                return nil
            }
            self.caller = caller
        }
        try authorise(mounted.route)
        return try handler(incoming(mounted, captured, body, context.logger))
    }
}

extension HTTPRequest {
    /// Whether it has no body and asks nothing of its connection. Its end then comes with its head.
    var isPlain: Bool {
        guard method == .get || method == .head else { return false }
        return headerFields[.contentLength] == nil && headerFields[.transferEncoding] == nil
            && headerFields[.upgrade] == nil && headerFields[.expect] == nil
            && headerFields[.connection].map { $0.lowercased() == "keep-alive" } ?? true
    }
}
