public import Foundation
public import Library
import Synchronization

/// A clock that a test moves on.
public final class TestClock: Sendable {
    private let time: Mutex<Date>

    /// - Parameter start: a fixed time, unless somebody else's clock has to agree.
    public init(start: Date = Date(timeIntervalSince1970: 1_760_000_000)) { time = Mutex(start) }

    public var clock: Clock { Clock { self.time.withLock { $0 } } }
    public func advance(seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
