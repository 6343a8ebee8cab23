import Foundation
import Identity
import Store

/// How many uploads may be made: five in all by a demo account, and in an hour so many from an address and with an API
/// token. What is counted is uploads that were made, as rows, so a restart forgets none.
struct UploadLimits: Sendable {
    static let ofDemoAccount = 5
    static let ofAddress = 20
    static let ofToken = 30
    static let windowSeconds: TimeInterval = 3600
    /// A demo account has no more however long it waits; a client is told to ask tomorrow.
    private static let demoResetSeconds = 24 * 3600

    let isOn: Bool

    /// How things stand by the limit that leaves the least; nil where there are no limits.
    ///
    /// Throws `UploadError.tooManyUploads` where one leaves nothing.
    func requireRoom(for sender: UploadSender, in rows: StoreSnapshot, at now: Date) throws -> Allowance? {
        guard isOn else { return nil }
        if sender.role == .demo,
            try rows.uploadCount(of: sender.account, on: Surface.textExtraction.rawValue) >= Self.ofDemoAccount
        {
            throw UploadError.tooManyUploads(
                Allowance(limit: Self.ofDemoAccount, remaining: 0, resetSeconds: Self.demoResetSeconds))
        }
        let tightest = try standing(of: sender, in: rows, at: now)
        if let tightest, tightest.remaining == 0 { throw UploadError.tooManyUploads(tightest) }
        return tightest
    }

    /// The same, without an objection.
    func standing(of sender: UploadSender, in rows: StoreSnapshot, at now: Date) throws -> Allowance? {
        guard isOn else { return nil }
        let begin = now.addingTimeInterval(-Self.windowSeconds)
        var all = [
            Self.allowance(
                Self.ofAddress, after: try rows.uploadTimes(from: sender.address, after: begin, limit: Self.ofAddress),
                at: now)
        ]
        if let token = sender.token {
            all.append(
                Self.allowance(
                    Self.ofToken, after: try rows.uploadTimes(withToken: token, after: begin, limit: Self.ofToken),
                    at: now))
        }
        return all.min { $0.remaining < $1.remaining }
    }

    /// - Parameter times: of the uploads in the window, newest first, at most `limit` of them.
    private static func allowance(_ limit: Int, after times: [Date], at now: Date) -> Allowance {
        let oldest = times.last ?? now
        let seconds = oldest.addingTimeInterval(windowSeconds).timeIntervalSince(now)
        return Allowance(
            limit: limit, remaining: max(0, limit - times.count), resetSeconds: max(1, Int(seconds.rounded(.up))))
    }
}

/// Who sends an upload, and from where.
struct UploadSender: Sendable {
    let account: Int64
    let role: Role
    let address: String
    /// The number of the API token that came with it.
    let token: Int64?
}
