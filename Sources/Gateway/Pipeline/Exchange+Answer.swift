import HTTPTypes
import Hummingbird
import Identity
import Logging

// From an answer, or from what was thrown, to the response.
extension Exchange {
    // MARK: No

    /// The answer to whatever was thrown: the dialect's words where it has some, else the Gateway's, else 500.
    mutating func refuse(_ thrown: any Error) -> Answer {
        let error: any Error = thrown is ConnectionLost ? RequestError.bodyIncomplete : thrown
        let requestError = error as? RequestError
        let rule = isOpen ? gateway.sharedPaths : nil
        let dialectRefusal = rule.map { $0.openRefusal(error) } ?? refusingDialect?.refusal(error)
        var refusal =
            dialectRefusal ?? requestError.map(Refusal.standard)
            ?? Refusal(.internalServerError, "Internal server error")
        if let requestError { refusal.headers.merge(Refusal.headers(for: requestError)) }
        if refusal.status == .unauthorized, refusal.headers[.wwwAuthenticate] == nil {
            refusal.headers[.wwwAuthenticate] = "Bearer"
        }
        if refusal.status == .serviceUnavailable, refusal.headers[.retryAfter] == nil {
            refusal.headers[.retryAfter] = "1"
        }
        if handshake != nil, let closing = SocketClosing(refusal) {
            lease = nil
            return .socket(SocketSession(closing: closing))
        }
        if requestError == nil { cause = String(String(describing: error).prefix(500)) }

        var writer = JSONObjectWriter()
        let writeBody = rule?.openErrorBody ?? refusingDialect?.errorBody ?? Gateway.neutralErrorBody
        writer.appendObject { writeBody(refusal, &$0) }
        var answer = Answer.json(bytes: writer.bytes, status: refusal.status)
        answer.headers.merge(refusal.headers)
        return answer
    }

    // MARK: Out

    /// Conditions and ranges, the headers that all answers have, and the log line.
    mutating func finish(_ given: Answer, began: ContinuousClock.Instant) async -> Response {
        var answer = given
        if case .socket(let session) = answer.content, let handshake {
            return accept(session, handshake, began: began)
        }
        var payload: Payload
        do {
            payload = try await Payload(&answer, for: head)
        } catch {
            answer = refuse(error)
            payload = Payload(inMemory: answer)
        }
        if !extraHeaders.isEmpty { answer.headers.merge(extraHeaders) }
        commonFields(of: answer.status, payload) { answer.headers.append(HTTPField(name: $0, value: $1)) }

        let record = record(status: answer.status, bytesOut: head.method == .head ? 0 : payload.byteCount)
        let gateway = gateway
        let responseBody = payload.body(isHead: head.method == .head) {
            var record = record
            record.duration = ContinuousClock.now - began
            gateway.observer.ended(record)
        }
        return Response(status: answer.status, headers: answer.headers, body: responseBody)
    }

    /// Gives the header fields that all answers have, besides those of its own.
    func commonFields(of status: HTTPResponse.Status, _ payload: Payload, _ give: (HTTPField.Name, String) -> Void) {
        give(.requestID, requestID)
        gateway.cors.fields(origin: head.headerFields[.origin], give)
        // What is left of a body that nobody read has to be drained before the next request: a little of it is.
        let isLast = head.headerFields[.connection]?.lowercased().contains("close") ?? false
        if isLast || (!body.isEnded && (body.declaredBytes ?? .max) - body.receivedBytes > 1 << 16) {
            give(.connection, "close")
        }
        if payload.hasLength, payload.byteCount > 0 || status.mayHaveBody {
            give(.contentLength, "\(payload.byteCount)")
        }
    }

    /// For the log, without its duration.
    func record(status: HTTPResponse.Status, bytesOut: Int) -> RequestRecord {
        RequestRecord(
            requestID: requestID, method: head.method.rawValue, pathTemplate: mounted?.pathText ?? "",
            surface: mounted?.dialect?.surface ?? refusingDialect?.surface, status: status.code, duration: .zero,
            bytesIn: body.receivedBytes, bytesOut: bytesOut, account: caller?.account, cause: cause)
    }
}
