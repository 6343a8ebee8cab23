import Crypto
import Foundation
import Identity
import Synchronization

/// Counts failed logins, by account and by address, in windows of a minute. Only what failed counts.
///
/// It is asked before a password is checked and again before the answer is told, so that a hundred guesses at once
/// learn no more than ten in a row. It lives in memory and is bounded: with too many names the oldest windows are forgotten.
final class LoginAttempts: Sendable {
    /// What is counted under one name. Names that were tried but belong to nobody are kept as digests.
    enum Key: Hashable {
        case account(Int64)
        case unknownName(SHA256.Digest)
        case address(String)

        static func name(_ name: String) -> Key { .unknownName(SHA256.hash(data: Array(name.utf8))) }
    }

    static let limit = 10
    static let windowSeconds: TimeInterval = 60
    private static let maximumWindows = 100_000

    private struct Window {
        let endsAt: Date
        var failures: Int
    }

    private let isOn: Bool
    private let windows = Mutex<[Key: Window]>([:])

    init(isOn: Bool) {
        self.isOn = isOn
    }

    /// Asked before a password is checked. Throws `.tooManyAttempts` where any of the names has failed too often in its
    /// window.
    func check(_ keys: [Key], at now: Date) throws(AccountError) {
        guard isOn else { return }
        try windows.withLock { windows throws(AccountError) in try Self.requireRoom(windows, keys, at: now) }
    }

    /// Asked when a password was checked, before the answer is told, and counts it where it was wrong. Others may have
    /// failed in the meantime: then this answer is not told either, right or wrong.
    func settle(_ keys: [Key], isRight: Bool, at now: Date) throws(AccountError) {
        guard isOn else { return }
        try windows.withLock { windows throws(AccountError) in
            try Self.requireRoom(windows, keys, at: now)
            guard !isRight else { return }
            for key in keys {
                var window = windows[key] ?? Window(endsAt: .distantPast, failures: 0)
                if window.endsAt <= now {
                    window = Window(endsAt: now.addingTimeInterval(Self.windowSeconds), failures: 0)
                }
                window.failures += 1
                windows[key] = window
            }
            if windows.count > Self.maximumWindows { Self.forgetSome(&windows, at: now) }
        }
    }

    private static func requireRoom(
        _ windows: [Key: Window], _ keys: [Key], at now: Date
    ) throws(AccountError) {
        let full = keys.compactMap { windows[$0] }.filter { $0.failures >= limit && $0.endsAt > now }
        guard let last = full.map(\.endsAt).max() else { return }
        let seconds = max(1, Int(last.timeIntervalSince(now).rounded(.up)))
        throw .tooManyAttempts(Allowance(limit: limit, remaining: 0, resetSeconds: seconds))
    }

    private static func forgetSome(_ windows: inout [Key: Window], at now: Date) {
        windows = windows.filter { $0.value.endsAt > now }
        guard windows.count > maximumWindows / 2 else { return }
        let ends = windows.values.map(\.endsAt).sorted()
        let middle = ends[ends.count / 2]
        windows = windows.filter { $0.value.endsAt > middle }
    }
}
