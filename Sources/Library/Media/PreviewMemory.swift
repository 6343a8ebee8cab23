import Store
import Synchronization

/// Encoded previews in memory, within a budget of bytes, and who may have them: a preview that is asked for again is
/// answered from here, without a row or a file.
///
/// The bytes are named by what they are made of, so they are never wrong. A grant says that an owner has a photo whose
/// preview is that; grants hold for one version of the rows (`CommitWatch.Subject.previews`), and all go with it: after
/// the commit that takes a photo away nobody gets its preview, whichever process made that commit.
///
/// Which bytes go is decided by SIEVE (Zhang et al., NSDI 2024): new ones stand in line, a hit marks, and a hand that goes
/// from the oldest to the newest takes what was not asked for since it last came by. So a look through a whole library
/// does not drive out what is asked for all the time, and a hit moves nothing.
final class PreviewMemory: Sendable {
    /// What is asked for: whose, of which photo, which preview, in which format.
    struct Question: Hashable {
        enum Kind: Hashable {
            case hot
            case cold(width: Int?, height: Int?, StoredPicture.Format)
        }

        let owner: Int64
        let hothash: String
        let kind: Kind

        var format: StoredPicture.Format { if case .cold(_, _, let format) = kind { format } else { .jpeg } }
    }

    private struct State {
        var version: UInt64 = 0
        var grants: [Question: String] = [:]
        var pictures: Sieve
        var hits = 0
        var misses = 0
    }

    private static let mostGrants = 100_000
    /// What is larger is a picture, and no preview.
    static let largestBytes = 1 << 20

    private let commits: CommitWatch
    private let state: Mutex<State>

    /// - Parameter budgetBytes: 0 keeps nothing.
    init(budgetBytes: Int, _ commits: CommitWatch) {
        self.commits = commits
        state = Mutex(State(pictures: Sieve(budgetBytes: budgetBytes)))
    }

    /// The answer to the question, where it is known and still true.
    func picture(_ question: Question) -> StoredPicture? {
        let version = version
        return state.withLock { state in
            guard state.version == version, let tag = state.grants[question], let bytes = state.pictures.bytes(of: tag)
            else { return nil }
            state.hits += 1
            return StoredPicture(content: .bytes(bytes), format: question.format, tag: tag)
        }
    }

    /// To be noted before the rows are read that an answer follows from.
    var version: UInt64 { commits.version(of: .previews) }

    /// What the bytes of that name are, whoever had them.
    func bytes(of tag: String) -> [UInt8]? { state.withLock { $0.pictures.bytes(of: tag) } }

    /// Keeps an answer that follows from rows which were read at `version`.
    func keep(_ bytes: [UInt8], tag: String, for question: Question, at version: UInt64) {
        state.withLock { state in
            state.misses += 1
            guard bytes.count <= Self.largestBytes else { return }
            state.pictures.keep(bytes, as: tag)
            if state.version != version || state.grants.count >= Self.mostGrants { state.grants = [:] }
            state.version = version
            state.grants[question] = tag
        }
    }

    var load: PreviewMemoryLoad {
        state.withLock { state in
            PreviewMemoryLoad(
                pictures: state.pictures.count, bytes: state.pictures.totalBytes, hits: state.hits,
                misses: state.misses)
        }
    }
}
