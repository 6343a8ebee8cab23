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

extension Benchmark {
    /// Registers, in a quick run, what must come last of a suite. A suite that is run without ordo-one's plugin ends at the
    /// first benchmark that fails, silently and with exit code 0; so scripts/bench asks whether this one was reached.
    public static func registerEndOfQuickRun() {
        guard Place.isQuick else { return }
        Benchmark("end_of_quick_run") { _ in }
    }
}
