import Foundation
public import HTTPTypes
public import Identity

extension Allowance {
    /// `X-RateLimit-*`. The reset is a moment, in seconds since 1970.
    public var headers: HTTPFields {
        var fields = HTTPFields()
        fields[.rateLimit] = String(limit)
        fields[.rateRemaining] = String(remaining)
        fields[.rateReset] = String(Int(Date().timeIntervalSince1970.rounded(.up)) + resetSeconds)
        return fields
    }

    /// The same of a request that was refused by it, with the seconds that there are to wait.
    public var refusalHeaders: HTTPFields {
        var fields = headers
        fields[.retryAfter] = String(resetSeconds)
        return fields
    }
}
