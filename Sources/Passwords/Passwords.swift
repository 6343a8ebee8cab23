import Dispatch
import Synchronization

/// Hashes and checks passwords with Argon2id, a bounded number at once.
///
/// Each hashing takes its memory (19 MiB) and a core for 25 ms, so there are as many lanes as cores, each a serial
/// queue with threads of its own, and a bounded number waits. Nothing here runs on the caller's thread.
public final class Passwords: Sendable {
    /// What new hashes cost.
    public let cost: PasswordCost

    private let lanes: [DispatchQueue]
    private let maximumWaiting: Int
    private let waiting = Atomic<Int>(0)
    private let turn = Atomic<Int>(0)
    private let checks = Atomic<Int>(0)
    /// What the password of an account that does not exist is checked against.
    private let decoy: String

    /// - Parameters:
    ///   - lanes: how many are hashed at once, at least 1.
    ///   - maximumWaiting: how many may be under way or in line, all told, before `.overloaded` is thrown.
    public init(cost: PasswordCost = .standard, lanes: Int, maximumWaiting: Int = 128) throws(PasswordError) {
        self.cost = cost
        self.lanes = (0..<max(1, lanes)).map { DispatchQueue(label: "calotype.passwords.\($0)") }
        self.maximumWaiting = maximumWaiting
        // Nobody knows this password: the salt is random, and no random password is ever typed.
        decoy = try Argon2id.hash("\(UInt64.random(in: .min ... .max))", salt: Self.salt(), cost: cost)
    }

    /// How many passwords have been checked, decoys included.
    public var checksMade: Int { checks.load(ordering: .relaxed) }

    /// How many are being hashed or checked, or wait for it.
    public var inHand: Int { waiting.load(ordering: .relaxed) }

    /// The PHC string to keep for `password`, with a salt of its own.
    public func hash(_ password: String) async throws(PasswordError) -> String {
        try await onALane { [cost] () throws(PasswordError) in
            try Argon2id.hash(password, salt: Self.salt(), cost: cost)
        }
    }

    /// Whether `password` is the one that `encoded` was made of. Where there is no hash to check against, a decoy is
    /// checked and the answer is no: the same work, so that the time tells nothing.
    public func verify(_ password: String, against encoded: String?) async throws(PasswordError) -> Bool {
        checks.wrappingAdd(1, ordering: .relaxed)
        let matches = try await onALane { [encoded = encoded ?? decoy] () throws(PasswordError) in
            try Argon2id.verify(password, against: encoded)
        }
        return matches && encoded != nil
    }

    /// Whether `encoded` was made at another cost, so that a new hash should be kept at the next login.
    public func needsRehash(_ encoded: String) -> Bool {
        !encoded.hasPrefix("$argon2id$v=19$m=\(cost.memoryKiB),t=\(cost.passes),p=1$")
    }

    private func onALane<Value: Sendable>(
        _ work: @escaping @Sendable () throws(PasswordError) -> Value
    ) async throws(PasswordError) -> Value {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= maximumWaiting else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            throw .overloaded
        }
        let next = UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).newValue)
        let lane = lanes[Int(next % UInt(lanes.count))]
        let result: Result<Value, PasswordError> = await withCheckedContinuation { continuation in
            lane.async { continuation.resume(returning: Result(catching: work)) }
        }
        waiting.wrappingSubtract(1, ordering: .relaxed)
        return try result.get()
    }

    private static func salt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<16).map { _ in generator.next() }
    }
}
