public import Benchmark

extension Benchmark.Configuration {
    /// Two seconds of a benchmark, wall clock alone: the other metrics need counters that not every machine has.
    public static var timed: Self {
        Self(metrics: [.wallClock, .throughput], warmupIterations: 3, maxDuration: .seconds(2), maxIterations: 100_000)
    }

    /// Once.
    public static var once: Self {
        Self(metrics: [.wallClock, .throughput], warmupIterations: 0, maxDuration: .seconds(1), maxIterations: 1)
    }
}
