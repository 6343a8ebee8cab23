public import Identity

/// What a request got wrong before, or while, a surface understood it. The surface's `refusal` gives each its status and
/// words; `Refusal.standard` has them for those that it leaves alone.
public enum RequestError: Error, Equatable {
    /// No such path, or a path whose captured part names nothing.
    case noSuchPath
    /// The path is there, the method is not.
    case methodNotAllowed(allowed: [String])
    /// No token, or none that is good.
    case unauthenticated
    /// The caller's role does not reach.
    case forbidden
    /// The body is due to be JSON, and is not. `reason` says where it broke.
    case notJSON(reason: String)
    /// A member of the body, a field of the form or a query value is wrong or missing.
    case field(String, FieldFault)
    /// The form is not one that RFC 7578 describes.
    case malformedForm(reason: String)
    /// The body, or one part of it, is over the limit.
    case tooLarge(limitBytes: Int)
    /// The endpoint takes other media types.
    case unsupportedMediaType(takes: [String])
    /// The tier is used up.
    case tooManyRequests(Allowance)
    /// The body ended, or stalled, before it was whole.
    case bodyIncomplete
    /// No byte of the answer lies in the asked range.
    case rangeNotSatisfiable(totalBytes: Int)
    /// The path is a WebSocket, and the request does not ask for one of version 13.
    case upgradeRequired
    /// The handshake of a WebSocket is malformed. `reason` says what is wrong with it.
    case badHandshake(reason: String)
    /// The server is at its limit; another time it will not be.
    case overloaded(retryAfterSeconds: Int)
}

/// What is wrong with one field.
public enum FieldFault: Error, Equatable, Sendable {
    /// Not there, null, or an empty text.
    case missing
    /// `expected` completes "must be …".
    case wrongType(expected: String)
    /// A whole predicate: "must be from 1 to 1000".
    case invalid(String)

    /// Rows, and whatever else is written in C, would take such a text for its beginning.
    static let hasNUL = FieldFault.invalid("must not contain a NUL character")

    /// The predicate of a sentence whose subject is the field's name.
    public var words: String {
        switch self {
        case .missing: "is required"
        case .wrongType(let expected): "must be \(expected)"
        case .invalid(let words): words
        }
    }
}

extension String {
    var hasNUL: Bool { utf8.contains(0) }
}
