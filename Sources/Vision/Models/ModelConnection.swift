import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// How one provider is spoken to: JSON over HTTP, within its limits, with every failure told as a ``VisionError``.
struct ModelConnection: Sendable {
    let provider: VisionProvider
    let limits: ModelLimits
    private let client: ModelClient
    private let endpoint: ModelEndpoint
    private let headers: HTTPHeaders

    init(
        provider: VisionProvider, endpoint: ModelEndpoint, key: APIKey?, limits: ModelLimits, client: ModelClient
    ) {
        self.provider = provider
        self.endpoint = endpoint
        self.limits = limits
        self.client = client
        var headers: HTTPHeaders = ["accept": "application/json", "user-agent": "calotype"]
        if let key { headers.add(name: "authorization", value: "Bearer \(key.secret)") }
        self.headers = headers
    }

    /// What a request is sent with.
    struct Message {
        let method: HTTPMethod
        let path: String
        let body: [UInt8]?

        static func get(_ path: String) -> Message { Message(method: .GET, path: path, body: nil) }
        static func post(_ path: String, _ body: [UInt8]) -> Message {
            Message(method: .POST, path: path, body: body)
        }
    }

    /// An answer that came whole and within the limit.
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    /// Sends a message whose repetition changes nothing at the other side, and reads the whole answer. It is sent a
    /// second time where the line failed or the provider said that it can't just now; never after a time-out.
    ///
    /// - Parameter limit: For all of it, both attempts included.
    func exchange(_ message: Message, within limit: Duration) async throws -> Answer {
        let deadline = ContinuousClock.now + limit
        do {
            let answer = try await attempt(message, until: deadline)
            guard [429, 502, 503, 504].contains(answer.status) else { return answer }
        } catch let error as VisionError {
            guard case .unreachable = error.problem else { throw error }
        }
        try await Task.sleep(for: min(limits.retryPause, max(.zero, deadline - .now)))
        return try await attempt(message, until: deadline)
    }

    private func attempt(_ message: Message, until deadline: ContinuousClock.Instant) async throws -> Answer {
        try await finishing(by: deadline) { [self] in
            try await stream(message) { status, body in
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limits.answerBytes else {
                        throw VisionError(provider, .tooLong(limitBytes: limits.answerBytes))
                    }
                    bytes.append(contentsOf: part.readableBytesView)
                }
                return Answer(status: status, body: bytes)
            }
        }
    }

    /// Sends a message once and hands its answer over as it comes. There is no limit but on silence.
    func stream<Value: Sendable>(
        _ message: Message, _ read: (_ status: Int, _ body: HTTPClientResponse.Body) async throws -> Value
    ) async throws -> Value {
        var request = HTTPClientRequest(url: endpoint.url(message.path))
        request.method = message.method
        request.headers = headers
        if let body = message.body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            // The deadline is kept by whoever calls; this one only says that there is none.
            let response = try await client.http.execute(request, deadline: .distantFuture)
            return try await read(Int(response.status.code), response.body)
        } catch {
            throw judged(error)
        }
    }

    /// Runs `body`, and cancels it at the deadline.
    func finishing<Value: Sendable>(
        by deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { [provider] group in
            defer { group.cancelAll() }
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(until: deadline)
                throw VisionError(provider, .timedOut)
            }
            guard let first = try await group.next() else { throw VisionError(provider, .cancelled) }
            return first
        }
    }

    /// What went wrong, whoever threw it.
    func judged(_ error: any Error) -> VisionError {
        switch error {
        case let error as VisionError: error
        case is WaitingLine.Full: VisionError(provider, .busy)
        case is CancellationError: VisionError(provider, .cancelled)
        case let error as HTTPClientError where error == .cancelled: VisionError(provider, .cancelled)
        case let error as HTTPClientError where error == .readTimeout: VisionError(provider, .timedOut)
        default: VisionError(provider, .unreachable(reason: String(forLog: String(describing: error))))
        }
    }
}

extension Duration {
    var timeAmount: TimeAmount {
        let (seconds, attoseconds) = components
        return .nanoseconds(
            seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue + attoseconds / 1_000_000_000)
    }
}
