public import Foundation

/// What time it is, passed in so that a test can fix it. Whole milliseconds, which is what rows keep.
public struct Clock: Sendable {
    private let read: @Sendable () -> Date

    public init(_ read: @escaping @Sendable () -> Date) {
        self.read = read
    }

    public static let system = Clock { Date() }

    public var now: Date {
        Date(timeIntervalSince1970: (read().timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}
