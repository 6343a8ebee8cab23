import HTTPTypes

extension Route {
    /// A WebSocket that the server speaks on: each element of what the handler answers with goes out as one text message,
    /// and at its end the connection closes with 1000. What clients send is read, judged by the protocol and ignored.
    ///
    /// The handler is asked before the handshake is answered. What it throws, or the elements throw, is the dialect's
    /// refusal as anywhere else; but since a browser shows its page no more of a refused handshake than that it was
    /// refused, 4xx comes as a close code of the accepted connection: 401 as 4001, 403 as 4003, 404 as 4004. 429 and 5xx
    /// refuse the handshake itself (in the middle, a 5xx closes with 1011).
    ///
    /// The next element is asked for when the network has taken the last: a slow client costs no memory, and one that
    /// takes nothing is dropped with 1013. The sequence is cancelled when the connection is gone.
    public static func webSocket<Messages: AsyncSequence & Sendable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        options: RouteOptions = .none, _ handler: @escaping @Sendable (Incoming) async throws -> Messages
    ) -> Route where Messages.Element: JSONWritable {
        var options = options
        options.tokenInQuery = true
        var route = Route(
            .get, path, summary, access: access, query: query, takes: [],
            answers: [.json(Messages.Element.self, status: .switchingProtocols, "Then one text message for each")],
            options: options
        ) { incoming in
            .socket(SocketSession(try await handler(incoming)))
        }
        route.isSocket = true
        return route
    }
}
