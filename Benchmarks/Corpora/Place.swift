import Foundation

/// Where corpora are, and how much of them is run.
public enum Place {
    /// Each benchmark once, on committed corpora alone: proves that the suites still run, and measures nothing.
    public static let isQuick = ProcessInfo.processInfo.environment["CALOTYPE_BENCH_QUICK"] == "1"

    /// A corpus that is committed.
    public static func fixture(_ name: String) -> String { root + "fixtures/corpora/" + name }

    /// A corpus that scripts/make-corpora makes.
    public static func made(_ name: String) -> String { root + ".build-corpora/" + name }

    private static let root: String = {
        var url = URL(filePath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path(percentEncoded: false)
    }()
}
