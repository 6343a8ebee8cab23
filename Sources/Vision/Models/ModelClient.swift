import AsyncHTTPClient

/// Owns the connections to providers, one pool for all that a process asks, and closes them.
public final class ModelClient: Sendable {
    let http: HTTPClient

    /// - Parameter limits: What it takes of them is `connect` and the longest silence, `silence` or `answer`.
    public init(limits: ModelLimits = ModelLimits()) {
        // No redirect is followed: key and picture go to the configured address alone. Nothing is decompressed: an answer
        // is as long as it is.
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: limits.connect.timeAmount, read: max(limits.silence, limits.answer).timeAmount))
        // One other attempt is the asker's to make, and to count.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes every connection. Whoever still waits for an answer is told that there is none, and so is who asks later.
    public func shutdown() async {
        // It fails only where it was done before.
        try? await http.shutdown()
    }

    deinit {
        // Whoever has an answer outstanding holds this object, so what is left is idle.
        http.shutdown { _ in }
    }
}
