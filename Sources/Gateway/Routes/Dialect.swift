public import Identity

/// One documented API as the Gateway mounts it: its routes, and how it says no.
public struct Dialect: Sendable {
    public let surface: Surface
    public let title: String
    /// The heads of its paths (`/api/v1`). An unknown path is refused in the words of the dialect that has the longest
    /// above it; of none where two have.
    public let basePaths: [PathPattern]
    public let routes: [Route]
    /// Bytes of a JSON body, where a route sets no limit of its own.
    public let jsonLimitBytes: Int
    /// The dialect's one switch from what rooms throw (the Library's errors, and `RequestError`) to status and words. nil
    /// leaves it to the Gateway: `Refusal.standard` for a `RequestError`, 500 for anything else.
    public let refusal: @Sendable (any Error) -> Refusal?
    /// Writes the members of the dialect's error body.
    public let errorBody: @Sendable (Refusal, inout JSONObjectWriter) -> Void

    public init(
        _ surface: Surface, title: String, basePaths: [PathPattern], jsonLimitBytes: Int = 1 << 20, routes: [Route],
        refusal: @escaping @Sendable (any Error) -> Refusal?,
        errorBody: @escaping @Sendable (Refusal, inout JSONObjectWriter) -> Void
    ) {
        self.surface = surface
        self.title = title
        self.basePaths = basePaths
        self.jsonLimitBytes = jsonLimitBytes
        self.routes = routes
        self.refusal = refusal
        self.errorBody = errorBody
    }
}
