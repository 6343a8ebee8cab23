import Store

/// Beats when this process has committed something about jobs, and at least four times a second, since what other
/// processes commit has to be asked for. Beats that nobody has time for become one.
///
/// It beats from the moment it is made until its `beats` are left.
struct Pulse {
    static let period = Duration.milliseconds(250)

    let beats: AsyncStream<Void>
    /// Makes it beat now.
    let beat: @Sendable () -> Void

    init(of store: Store) async throws {
        let (beats, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.beats = beats
        beat = { source.yield() }
        let signal = try await store.signalJobs(beat)
        let ticker = Task {
            while !Task.isCancelled {
                source.yield()
                try? await Task.sleep(for: Self.period)
            }
        }
        source.onTermination = { _ in
            ticker.cancel()
            withExtendedLifetime(signal) {}
        }
    }
}
