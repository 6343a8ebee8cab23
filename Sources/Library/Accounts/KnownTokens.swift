import Foundation
import Identity
import Store
import Synchronization

/// Access tokens that were looked at and found good, and who sends them: for the next request with the same one neither a
/// signature is computed nor a row read.
///
/// All of it holds for one version of the rows (`CommitWatch.Subject.sessions`): a commit that closes or ends a session or
/// changes an account, in whatever process, leaves nothing known, and every token is looked at again.
final class KnownTokens: Sendable {
    private struct Entry {
        let caller: Caller
        /// Until the token or its session expires.
        let goodUntil: Date
    }

    private struct State {
        var version: UInt64 = 0
        var entries: [String: Entry] = [:]
    }

    /// Some 5 MB.
    private static let most = 10_000

    private let commits: CommitWatch
    private let state = Mutex(State())

    init(_ commits: CommitWatch) { self.commits = commits }

    /// To be noted before the rows are read that a caller follows from.
    var version: UInt64 { commits.version(of: .sessions) }

    /// Who sends this token, if that is known and still true.
    func caller(of token: String, at now: Date) -> Caller? {
        let version = version
        return state.withLock { state in
            guard state.version == version, let entry = state.entries[token], entry.goodUntil > now else { return nil }
            return entry.caller
        }
    }

    /// Keeps what follows from rows which were read at `version`.
    func keep(_ caller: Caller, of token: String, until end: Date, at version: UInt64) {
        state.withLock { state in
            if state.version != version || state.entries.count >= Self.most { state.entries = [:] }
            state.version = version
            state.entries[token] = Entry(caller: caller, goodUntil: end)
        }
    }
}
