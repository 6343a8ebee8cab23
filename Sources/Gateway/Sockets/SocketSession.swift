import NIOCore
import NIOWebSocket

/// What an accepted WebSocket serves: messages as they come, and at their end a code.
struct SocketSession: Sendable {
    /// Sends what there is and says how it ended.
    let run: @Sendable (SocketSender) async throws -> SocketClosing

    /// Each element as one text message, then 1000.
    init<Messages: AsyncSequence & Sendable>(_ messages: Messages) where Messages.Element: JSONWritable {
        run = { sender in
            for try await message in messages {
                var writer = JSONObjectWriter()
                message.write(value: &writer)
                try await sender.send(writer.bytes)
            }
            return .done
        }
    }

    /// Nothing but the code.
    init(closing: SocketClosing) {
        run = { _ in closing }
    }
}

/// Sends on one WebSocket.
struct SocketSender: Sendable {
    let channel: any Channel

    /// Waits until the network has taken the message. Throws where the connection is gone, or about to go.
    func send(_ text: [UInt8]) async throws {
        try Task.checkCancellation()
        try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text)))
    }
}

extension SocketSession {
    /// Serves the connection, which speaks WebSocket by now, until it is gone.
    ///
    /// - Parameters:
    ///   - leaving: called before the closing handshake, where there is one.
    ///   - closing: how an error of the messages is told to the client. nil: it is a failure of the server.
    func serve(
        _ channel: any Channel, leaving: @escaping @Sendable () -> Void,
        closing: @escaping @Sendable (any Error) -> SocketClosing?
    ) async -> SocketEnd {
        let ended = try? await channel.eventLoop.submit {
            let handler = try channel.pipeline.syncOperations.handler(type: SocketHandler.self)
            handler.whenLeaving(leaving)
            return handler.ended
        }.get()
        guard let ended = ended ?? nil else { return SocketEnd() }
        return await withTaskGroup(of: String?.self) { tasks in
            tasks.addTask {
                let outcome: SocketClosing
                var cause: String?
                do {
                    outcome = try await run(SocketSender(channel: channel))
                } catch {
                    let told = closing(error)
                    outcome = told ?? SocketClosing(1011, "Internal server error")
                    if told == nil { cause = String(String(describing: error).prefix(500)) }
                }
                channel.triggerUserOutboundEvent(CloseEvent(closing: outcome), promise: nil)
                return cause
            }
            var end = (try? await ended.get()) ?? SocketEnd()
            // Whoever waits for the next message has nobody to send it to.
            tasks.cancelAll()
            // What is thrown then is not a failure.
            let cause = await tasks.next() ?? nil
            if end.closing.code == 1011 { end.cause = cause }
            return end
        }
    }
}
