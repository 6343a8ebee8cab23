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
    /// Serves the connection, which speaks WebSocket by now, in a task that is cancelled when it is gone. Throws where it
    /// is gone already.
    ///
    /// - Parameter closing: how an error of the messages is told to the client. nil: it is a failure of the server.
    func begin(
        on channel: any Channel, as open: OpenSocket, closing: @escaping @Sendable (any Error) -> SocketClosing?
    ) async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: SocketHandler.self).takeOver(open) {
                // Detached: what the request's task carries along would be copied, and be there as long.
                Task.detached { await serve(channel, closing) }
            }
        }.get()
    }

    private func serve(_ channel: any Channel, _ closing: (any Error) -> SocketClosing?) async {
        let event: CloseEvent
        do {
            event = CloseEvent(closing: try await run(SocketSender(channel: channel)))
        } catch {
            event =
                closing(error).map { CloseEvent(closing: $0) }
                ?? CloseEvent(
                    closing: SocketClosing(1011, "Internal server error"),
                    cause: String(String(describing: error).prefix(500)))
        }
        channel.triggerUserOutboundEvent(event, promise: nil)
    }
}
