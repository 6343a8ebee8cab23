import HTTPTypes
import Identity
import Logging
import NIOCore

// The short way: a request that needs nothing but memory, or a look at a few rows, is answered by its connection's event
// loop before any task hears of it. Changing threads four times costs more than all the rest of such an answer. Whatever is
// not plain goes the long way, which begins anew: so the short way may give up at any step, and says no to nobody.
extension Gateway {
    /// The whole answer, or nil where the long way has to find it.
    func answerAtOnce(_ head: HTTPRequest, _ context: GatewayContext) -> WholeAnswer? {
        let began = ContinuousClock.now
        var exchange = Exchange(head, body: .none, context: context, gateway: self)
        guard var answer = try? exchange.answerAtOnce(),
            let payload = try? Payload(atOnce: &answer, for: head), let body = payload.buffer
        else { return nil }
        observer.began()
        let sent = head.method == .head ? ByteBuffer() : body
        var written = AnswerHead(
            answer.status, answer.headers, bodyBytes: sent.readableBytes, allocator: context.channel.allocator)
        exchange.commonFields(of: answer.status, payload) { written.write(HTTPField(name: $0, value: $1)) }
        written.write(HTTPField(name: .date, value: dateHeader.text))
        var record = exchange.record(status: answer.status, bytesOut: sent.readableBytes)
        record.duration = ContinuousClock.now - began
        observer.ended(record)
        return written.end(with: sent)
    }
}

extension Exchange {
    /// The steps of `answer`, as far as they can be gone without waiting.
    fileprivate mutating func answerAtOnce() throws -> Answer? {
        let sender = bearerToken(head.headerFields).flatMap { gateway.recognise($0, address) }
        let question = sender.map { KeptAnswers.Question(account: $0.account, target: head.path ?? "/") }
        if head.method == .get, let question, let kept = gateway.kept.answer(to: question) {
            (caller, mounted) = (sender, kept.mounted)
            return kept.answer
        }
        guard let segments = target.segments,
            case .found(let routes, let captured) = gateway.table.match(head.method, segments),
            routes.count == 1, let mounted = routes.first, let handler = mounted.route.atOnce,
            mounted.route.options.tier == nil
        else { return nil }
        self.mounted = mounted
        if mounted.route.access != .anyone {
            caller = sender ?? token(for: mounted.route).flatMap { gateway.recognise($0, address) }
            guard caller != nil else { return nil }
        }
        try authorise(mounted.route)
        let version = mounted.route.keptWhile?()
        let answer = try handler(incoming(mounted, captured, body, context.logger))
        if let answer, let version, let question, head.method == .get {
            gateway.kept.keep(answer, of: mounted, to: question, at: version)
        }
        return answer
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
