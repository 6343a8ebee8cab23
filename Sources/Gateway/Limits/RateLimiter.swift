public import Identity
import Synchronization

/// Counts requests by tier and key in fixed windows. Memory is bounded: beyond `capacity` keys the windows that have
/// ended go first, then those that end soonest.
public final class RateLimiter: Sendable {
    /// Who a count belongs to.
    public enum Key: Hashable, Sendable {
        case account(Int64)
        case address(String)
    }

    private struct Slot: Hashable {
        let tier: RateTier
        let key: Key
    }
    private struct Window {
        var count: Int
        var ends: ContinuousClock.Instant

        func allowance(of tier: RateTier, at now: ContinuousClock.Instant) -> Allowance {
            let left = now.duration(to: ends)
            return Allowance(
                limit: tier.limit, remaining: tier.limit - count,
                resetSeconds: max(1, Int(left.components.seconds) + (left.components.attoseconds > 0 ? 1 : 0)))
        }
    }

    private let windows = Mutex<[Slot: Window]>([:])
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant

    public init(
        capacity: Int = 100_000, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.capacity = max(1, capacity)
        self.now = now
    }

    /// Counts one request, and says what the tier leaves after it.
    ///
    /// Throws `RequestError.tooManyRequests` where it left nothing before.
    public func count(_ key: Key, against tier: RateTier) throws(RequestError) -> Allowance {
        let now = now()
        return try windows.withLock { windows throws(RequestError) in
            let slot = Slot(tier: tier, key: key)
            var window =
                windows[slot].flatMap { $0.ends > now ? $0 : nil }
                ?? Window(count: 0, ends: now.advanced(by: .seconds(tier.windowSeconds)))
            if windows[slot] == nil, windows.count >= capacity { Self.shrink(&windows, to: capacity / 2, now: now) }
            // A refused request does not count further, so that nobody is shut out for longer by asking again.
            guard window.count < tier.limit else { throw .tooManyRequests(window.allowance(of: tier, at: now)) }
            window.count += 1
            windows[slot] = window
            return window.allowance(of: tier, at: now)
        }
    }

    private static func shrink(_ windows: inout [Slot: Window], to count: Int, now: ContinuousClock.Instant) {
        windows = windows.filter { $0.value.ends > now }
        guard windows.count > count else { return }
        for (slot, _) in windows.sorted(by: { $0.value.ends < $1.value.ends }).prefix(windows.count - count) {
            windows[slot] = nil
        }
    }
}
