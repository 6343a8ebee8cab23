import Blobs
import Passwords
import Store

/// What went wrong beneath the rules. The caller did nothing wrong, and can at most ask again.
public enum LibraryError: Error, Hashable, Sendable {
    /// Too much is asked at once. Asking again in a second or two may help.
    case busy
    /// The disk is full. The operator should make room.
    case outOfSpace
    /// A newer version of the program has changed the data; this one keeps its hands off.
    case newerData(steps: [String])
    /// Rows or files are not what they should be, or the system refused. `reason` is for the log, never for a caller.
    case broken(reason: String)

    init(_ error: StoreError) {
        switch error {
        case .busy: self = .busy
        case .outOfSpace: self = .outOfSpace
        case .newerSchema(let steps): self = .newerData(steps: steps)
        case .damaged, .conflict, .claimExpired, .failed: self = .broken(reason: "store: \(error)")
        }
    }

    /// Nil for what the sender did: `.tooLarge`.
    init?(_ error: BlobError) {
        switch error {
        case .outOfSpace: self = .outOfSpace
        case .tooLarge: return nil
        case .unavailable: self = .busy
        case .missing, .damaged, .refused, .failed, .spoolClosed: self = .broken(reason: "blobs: \(error)")
        }
    }

    init(_ error: PasswordError) {
        switch error {
        case .overloaded: self = .busy
        case .failed: self = .broken(reason: "passwords: \(error)")
        }
    }

    /// Runs `work`, and turns what the rooms beneath throw into this. What a rule throws goes through untouched.
    static func translating<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let error as StoreError {
            throw LibraryError(error)
        } catch let error as PasswordError {
            throw LibraryError(error)
        } catch let error as BlobError {
            if let error = LibraryError(error) { throw error }
            throw error
        }
    }
}
