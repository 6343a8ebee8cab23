import NIOCore
import NIOHTTPTypes

/// How long a request's body has kept us waiting, and how much longer it may. Time in which nobody reads is not counted.
struct BodyClock {
    private let limits: ConnectionLimits
    private var bytes = 0
    private var waited = Duration.zero
    private var waitingSince: NIODeadline?

    init(_ limits: ConnectionLimits) { self.limits = limits }

    var isWaiting: Bool { waitingSince != nil }

    /// Somebody reads on. Whether the clock has begun to run with it.
    mutating func wait() -> Bool {
        guard waitingSince == nil else { return false }
        waitingSince = .now()
        return true
    }

    mutating func arrived(_ part: HTTPRequestPart) {
        if case .body(let arrived) = part { bytes += arrived.readableBytes }
        if let since = waitingSince { waited += Duration(.now() - since) }
        waitingSince = nil
    }

    /// Not above zero: its time is over.
    var left: Duration {
        let allowance =
            limits.bodyGrace + .milliseconds(Int64(Double(bytes) / Double(limits.bodyBytesPerSecond) * 1000))
        return allowance - waited - (waitingSince.map { Duration(.now() - $0) } ?? .zero)
    }
}
