import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

extension ChannelPipeline.SynchronousOperations {
    /// Puts WebSocket in the place of HTTP, once the 101 is written. What Hummingbird put at the end stays: it hears of
    /// nothing more until the connection is gone.
    ///
    /// Nothing is to be read until the future is there: what decodes HTTP leaves last.
    func becomeWebSocket(_ limits: SocketLimits, guardian: ConnectionGuard) -> EventLoopFuture<Void> {
        do {
            try addHandlers(
                WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)),
                SocketHandler(limits: limits), position: .after(guardian))
            for context in [
                try context(handlerType: HTTPResponseEncoder.self), try context(handlerType: OldVersionHandler.self),
                try context(handlerType: HTTP1ToHTTPServerCodec.self),
                try context(handlerType: HTTPConnectionStateHandler.self),
            ] { _ = removeHandler(context: context) }
            _ = removeHandler(guardian)
            return removeHandler(
                context: try context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self))
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }
}
