public import HTTPTypes

// Names that swift-http-types does not know. They are constants and tokens, so a nil here would be a typing error.
extension HTTPField.Name {
    static let requestID = known("X-Request-ID")
    static let rateLimit = known("X-RateLimit-Limit")
    static let rateRemaining = known("X-RateLimit-Remaining")
    static let rateReset = known("X-RateLimit-Reset")
    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedHost = known("X-Forwarded-Host")
    static let forwardedProto = known("X-Forwarded-Proto")

    /// A name that is a constant of the program's.
    public static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}
