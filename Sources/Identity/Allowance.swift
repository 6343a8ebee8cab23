/// How a limit on how often something may be done stands for whoever asks.
public struct Allowance: Hashable, Sendable {
    /// How often it may be done in one window.
    public let limit: Int
    /// How often it still may.
    public let remaining: Int
    /// Whole seconds until there is room for more, at least 1.
    public let resetSeconds: Int

    public init(limit: Int, remaining: Int, resetSeconds: Int) {
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }
}
