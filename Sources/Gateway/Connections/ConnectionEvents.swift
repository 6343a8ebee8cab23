/// Sent down a channel's pipeline when a handler begins to read a body whose sender waits for `100 Continue`.
struct ContinueEvent: Sendable {}

/// The peer went away, or stalled, in the middle of a request's body.
struct ConnectionLost: Error {}
