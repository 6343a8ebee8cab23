import NIOCore
import Synchronization

/// Answers to requests that say no more than who asks for what, for as long as the rows they follow from are as they were:
/// asked for again, such an answer is neither looked up nor written again.
///
/// An answer holds for one version of its route's rows (`Route.answering(atOnce:keptWhile:)`). What no longer holds stays
/// until the budget is spent.
final class KeptAnswers: Sendable {
    struct Question: Hashable {
        let account: Int64
        /// Path and query, as sent.
        let target: String
    }

    private struct Entry {
        let answer: Answer
        let mounted: MountedRoute
        let version: UInt64
        let bytes: Int
    }

    /// Two generations, each of half the budget: what is asked for goes into the young one, and when that is full it becomes
    /// the old one. So what was not asked for through a whole generation is gone.
    private struct State {
        var young: [Question: Entry] = [:]
        var old: [Question: Entry] = [:]
        var youngBytes = 0
    }

    /// About what an entry takes besides its body and its target.
    private static let overheadBytes = 512

    private let budgetBytes: Int
    private let state = Mutex(State())

    init(budgetBytes: Int = 16 << 20) { self.budgetBytes = budgetBytes }

    /// What was answered, where it is known and still true, and the route that answered it.
    func answer(to question: Question) -> (answer: Answer, mounted: MountedRoute)? {
        let entry: Entry? = state.withLock { state in
            if let entry = state.young[question] { return entry }
            guard let entry = state.old.removeValue(forKey: question) else { return nil }
            insert(entry, question, &state)
            return entry
        }
        guard let entry, let version = entry.mounted.route.keptWhile else { return nil }
        var answer = entry.answer
        if let again = answer.bytesAgain {
            guard let bytes = again() else { return nil }
            answer.content = .bytes(ByteBuffer(bytes: bytes))
        }
        // After the bytes: versions only grow, so they are of this one too.
        return version() == entry.version ? (answer, entry.mounted) : nil
    }

    /// Keeps an answer in memory that follows from rows which were read at `version`.
    func keep(_ answer: Answer, of mounted: MountedRoute, to question: Question, at version: UInt64) {
        var answer = answer
        if answer.bytesAgain != nil { answer.content = .bytes(ByteBuffer()) }
        guard case .bytes(let body) = answer.content else { return }
        let bytes = body.readableBytes + question.target.utf8.count + Self.overheadBytes
        guard bytes <= budgetBytes / 16 else { return }
        let entry = Entry(answer: answer, mounted: mounted, version: version, bytes: bytes)
        state.withLock { insert(entry, question, &$0) }
    }

    private func insert(_ entry: Entry, _ question: Question, _ state: inout State) {
        if state.youngBytes + entry.bytes > budgetBytes / 2 {
            (state.old, state.young, state.youngBytes) = (state.young, [:], 0)
        }
        state.youngBytes += entry.bytes - (state.young.updateValue(entry, forKey: question)?.bytes ?? 0)
    }
}
