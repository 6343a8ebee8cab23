import HTTPTypes
import Hummingbird
import Identity

extension Exchange {
    /// A place among the caller's WebSockets on this route. nil: the route does not count them.
    func socketLease() throws(RequestError) -> SocketLease? {
        guard let mounted, let limit = mounted.route.options.socketLimit, let caller, gateway.settings.rateLimits else {
            return nil
        }
        guard let lease = gateway.sockets.lease(mounted, account: caller.account, limit: limit) else {
            throw .tooManyRequests(Allowance(limit: limit, remaining: 0, resetSeconds: Self.socketRetrySeconds))
        }
        return lease
    }

    /// Nobody knows when one of the others is closed.
    private static var socketRetrySeconds: Int { 10 }

    /// The 101, and behind it the WebSocket, which goes on without HTTP.
    func accept(
        _ session: SocketSession, _ handshake: Handshake, began: ContinuousClock.Instant
    ) -> Response {
        var headers = extraHeaders
        headers.merge(handshake.acceptance)
        headers[.requestID] = requestID
        var record = record(status: .switchingProtocols, bytesOut: 0)
        record.duration = ContinuousClock.now - began
        gateway.observer.ended(record)

        // Held by the body, and so also let go where the client is gone before anybody asks for a body.
        let open = OpenSocket(record, lease: lease, observer: gateway.observer, logger: context.logger)
        let body = ResponseBody { [context, dialect = mounted?.dialect] _ in
            try await session.begin(on: context.channel, as: open) { error in
                let refusal = dialect?.refusal(error) ?? (error as? RequestError).map(Refusal.standard)
                return refusal.flatMap(SocketClosing.init)
            }
            // To Hummingbird it has failed, and so it lets go of the connection.
            throw SocketHandler.TakenOver()
        }
        return Response(status: .switchingProtocols, headers: headers, body: body)
    }
}
