import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1

/// Owns the connections to one bucket and closes them: signed requests, made again where the line or the store fails.
final class S3Connection: Sendable {
    let settings: S3Settings
    private let client: HTTPClient
    private let signer: SignatureV4

    init(_ settings: S3Settings) {
        self.settings = settings
        signer = SignatureV4(keys: settings.keys, region: settings.region)
        var configuration = HTTPClient.Configuration(
            // A signature holds for one host; who is sent elsewhere has the wrong endpoint.
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .nanoseconds(settings.patience.nanoseconds), read: .nanoseconds(settings.patience.nanoseconds),
                write: .nanoseconds(settings.patience.nanoseconds)))
        // Attempts are ours to make, and to count.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // Whoever has an answer outstanding holds this object, so the connections are idle.
        client.shutdown { _ in }
    }

    /// Makes a request and has `read` read the answer, which is a success. Both are done again where the line fails or the
    /// store says that it can't just now, after pauses that grow, so `read` has to begin anew each time.
    ///
    /// Throws `.refused` for any other answer, `.unavailable` after the last attempt, and what `read` throws of `BlobError`.
    func perform<Value>(
        _ request: S3Request, _ read: (HTTPClientResponse) async throws -> Value
    ) async throws(BlobError) -> Value {
        var attempt = 1
        while true {
            do {
                return try await once(request, read)
            } catch let error as BlobError {
                guard case .unavailable = error, attempt < settings.attempts else { throw error }
            } catch let error as CancellationError {
                throw .unavailable(reason: "\(error)")
            } catch {
                // Of the line: refused, reset, silent, closed before the answer was whole.
                guard attempt < settings.attempts, !Task.isCancelled else {
                    throw .unavailable(reason: String("\(error)".prefix(300)))
                }
            }
            // Not in step with everybody else whom the store sent away.
            let pause = settings.firstPause * (1 << (attempt - 1)) * Double.random(in: 0.5...1.5)
            do { try await Task.sleep(for: pause) } catch { throw .unavailable(reason: "\(error)") }
            attempt += 1
        }
    }

    /// Makes one attempt, and is done with it after so many seconds. Throws as `perform`.
    func performOnce<Value>(
        _ request: S3Request, seconds: Int64, _ read: (HTTPClientResponse) async throws -> Value
    ) async throws(BlobError) -> Value {
        do {
            return try await once(request, deadline: .now() + .seconds(seconds), read)
        } catch let error as BlobError {
            throw error
        } catch {
            throw .unavailable(reason: String("\(error)".prefix(300)))
        }
    }

    private func once<Value>(
        _ request: S3Request, deadline: NIODeadline = .distantFuture,
        _ read: (HTTPClientResponse) async throws -> Value
    ) async throws -> Value {
        var message = HTTPClientRequest(url: url(request))
        message.method = request.method
        message.headers = signedHeaders(request)
        switch request.body {
        case .none: break
        case .bytes(let bytes): message.body = .bytes(ByteBuffer(bytes: bytes))
        case .file(let slice, _): message.body = .stream(slice, length: .known(Int64(slice.range.count)))
        }
        // How long it may take depends on its size; what may not be is silence, and that has a limit.
        let response = try await client.execute(message, deadline: deadline)
        guard (200..<300).contains(response.status.code) else {
            throw Self.refusal(Int(response.status.code), try await response.body.head(64 << 10))
        }
        return try await read(response)
    }

    /// A URL that anybody can make this request with, for so long.
    func presigned(_ request: S3Request, lifetimeSeconds: Int, at time: Date) -> String {
        let query = signer.presignedQuery(toSign(request), lifetimeSeconds: lifetimeSeconds, at: time)
        return "\(settings.endpoint)\(path(request))?\(query)"
    }

    private static func refusal(_ status: Int, _ body: [UInt8]) -> BlobError {
        let refusal = S3Refusal(status: status, body: body)
        let isPassing = status >= 500 || status == 429 || refusal.code == "RequestTimeout"
        return isPassing ? .unavailable(reason: "\(refusal)") : .refused(refusal)
    }

    // MARK: Where and as whom

    /// The bucket is in the host's name where the endpoint says so (`https://bucket.s3.example.com`), else in the path.
    private func path(_ request: S3Request) -> String {
        let isInHost = settings.endpoint.authority.hasPrefix("\(settings.bucket).")
        let key = URIText.encoded(request.key ?? "", keepingSlashes: true)
        return isInHost ? "/\(key)" : request.key == nil ? "/\(settings.bucket)" : "/\(settings.bucket)/\(key)"
    }

    private func url(_ request: S3Request) -> String {
        let query = toSign(request).canonicalQuery
        return "\(settings.endpoint)\(path(request))" + (query.isEmpty ? "" : "?\(query)")
    }

    private func toSign(_ request: S3Request) -> SignatureV4.Request {
        var headers = request.headers
        headers["host"] = settings.endpoint.authority
        return SignatureV4.Request(
            method: request.method.rawValue, path: path(request), query: request.query, headers: headers)
    }

    private func signedHeaders(_ request: S3Request) -> HTTPHeaders {
        // The store judges by its own clock, so it is the machine's that counts and no other.
        let now = Date()
        var signed = toSign(request)
        signed.headers["x-amz-date"] = SignatureV4.timestamp(now)
        signed.headers["x-amz-content-sha256"] = request.body.sha256
        let authorization = signer.authorization(signed, payloadHash: request.body.sha256, at: now)
        signed.headers["authorization"] = authorization
        return HTTPHeaders(signed.headers.map { ($0.key, $0.value) })
    }
}

extension HTTPClientResponse.Body {
    /// What comes first, at most so many bytes of it.
    func head(_ limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in self {
            bytes.append(contentsOf: part.readableBytesView.prefix(limit - bytes.count))
            if bytes.count == limit { break }
        }
        return bytes
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
            + components.attoseconds / 1_000_000_000
    }
}
