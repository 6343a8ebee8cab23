/// How often something may be asked: so many times in a window of so many seconds.
public struct RateTier: Sendable, Hashable {
    /// Requests of the same tier share a count.
    public let name: String
    public let limit: Int
    public let windowSeconds: Int

    public init(_ name: String, limit: Int, perSeconds: Int) {
        self.name = name
        self.limit = limit
        self.windowSeconds = perSeconds
    }
}
