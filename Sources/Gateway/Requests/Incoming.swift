public import HTTPTypes
public import Identity
public import Logging

/// A request that was matched, judged and authorised, as a handler sees it.
public struct Incoming: Sendable {
    public let method: HTTPRequest.Method
    public let headers: HTTPFields
    /// As in the `X-Request-ID` of the answer and in the log.
    public let requestID: String
    /// The dialect that answers; nil for the server's own pages.
    public let surface: Surface?
    /// The peer, or what a trusted proxy says of it.
    public let address: String
    let connection: ConnectionFacts
    public let logger: Logger
    /// The body as it arrives. `json` and `form` read it; a handler takes it itself where the route declares bytes.
    public let body: IncomingBody
    let captures: [String: String]
    let queryItems: QueryItems
    let knownCaller: Caller?
    let jsonLimitBytes: Int
    let fileLimitBytes: Int

    /// `https://host:port` as the client called us: what a URL begins with that leads back here.
    public var origin: String { requestOrigin(headers, connection) }

    /// Who is calling. Only on a route that is open to anyone is there nobody, and this throws.
    public var caller: Caller {
        get throws(RequestError) {
            guard let knownCaller else { throw .unauthenticated }
            return knownCaller
        }
    }

    /// The text of a capture, percent-decoded. A name that the path does not have is a mistake in the table, and a 404.
    public func capture(_ name: String) throws(RequestError) -> String {
        guard let value = captures[name] else { throw .noSuchPath }
        return value
    }

    /// A capture that is a positive number. Anything else names nothing, so it is a 404.
    public func number(_ name: String) throws(RequestError) -> Int64 {
        let text = try capture(name)
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text) else { throw .noSuchPath }
        return value
    }

    /// A declared query value.
    public subscript<Value>(field: QueryField<Value>) -> Value {
        get throws(RequestError) {
            do throws(FieldFault) {
                return try field.read(try queryItems.value(of: field.name))
            } catch {
                throw .field(field.name, error)
            }
        }
    }

    /// A declared query value as often as it comes.
    public func all<Value>(_ field: QueryField<Value>) throws -> [Value] {
        do throws(FieldFault) {
            var values: [Value] = []
            for text in try queryItems.values(of: field.name) { values.append(try field.read(text)) }
            return values
        } catch {
            throw RequestError.field(field.name, error)
        }
    }

    /// The body, decoded. Over the limit, not JSON, or with a wrong field: a `RequestError`.
    public func json<Body: Decodable>(_ type: Body.Type, limitBytes: Int? = nil) async throws -> Body {
        try RequestDecoder.decode(type, from: try await jsonValue(limitBytes: limitBytes))
    }

    /// The body as free-form JSON.
    public func jsonValue(limitBytes: Int? = nil) async throws -> JSONValue {
        let bytes = try await body.collect(limitBytes: limitBytes ?? jsonLimitBytes)
        do throws(JSONParser.Problem) {
            return try JSONParser.parse(bytes)
        } catch {
            throw RequestError.notJSON(reason: "\(error.reason) at byte \(error.offset)")
        }
    }

    /// Whether the body came as a form and not as JSON, on a route that takes both.
    public var isForm: Bool { MediaType(headers[.contentType] ?? "")?.essence == "multipart/form-data" }
}
