/// What one hashing takes: memory and passes. More is safer and slower.
public struct PasswordCost: Hashable, Sendable {
    /// KiB of memory, at least 8.
    public let memoryKiB: UInt32
    /// Passes over that memory, at least 1.
    public let passes: UInt32

    public init(memoryKiB: UInt32, passes: UInt32) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }

    /// The least that OWASP's Password Storage Cheat Sheet recommends for Argon2id: 19 MiB, two passes, one lane.
    /// About 25 ms on the machine that this was written on.
    public static let standard = PasswordCost(memoryKiB: 19_456, passes: 2)
}
