import Foundation
public import HTTPTypes

/// How often something may be asked: so many times in a window of so many seconds.
public struct RateTier: Sendable, Hashable {
    /// Requests of the same tier share a count.
    public let name: String
    public let limit: Int
    public let windowSeconds: Int

    public init(_ name: String, limit: Int, perSeconds: Int) {
        self.name = name
        self.limit = limit
        self.windowSeconds = perSeconds
    }
}

/// What a limiter says of one request.
public struct RateVerdict: Sendable, Equatable {
    public let isAllowed: Bool
    public let limit: Int
    public let remaining: Int
    /// Until the window ends and the count starts again.
    public let resetSeconds: Int

    public init(isAllowed: Bool, limit: Int, remaining: Int, resetSeconds: Int) {
        self.isAllowed = isAllowed
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }

    /// `X-RateLimit-*`, and `Retry-After` where the answer is no. The reset is a moment, in seconds since 1970; what there
    /// is to wait, in seconds.
    public var headers: HTTPFields {
        var fields = HTTPFields()
        fields[.rateLimit] = String(limit)
        fields[.rateRemaining] = String(remaining)
        fields[.rateReset] = String(Int(Date().timeIntervalSince1970.rounded(.up)) + resetSeconds)
        if !isAllowed { fields[.retryAfter] = String(resetSeconds) }
        return fields
    }
}
