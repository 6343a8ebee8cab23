import CHamming

/// Which of the scan kernels runs: they differ in speed, never in their answer.
package enum HammingKernel: Int32, CaseIterable, Comparable, Sendable {
    case portable = 0
    case popcnt = 1
    case avx2 = 2
    case avx512 = 3

    /// The fastest that this processor runs, asked once.
    package static let best = HammingKernel(rawValue: hamming_best_level()) ?? .portable

    /// All that this processor runs, slowest first.
    package static let available = allCases.filter { $0 <= best }

    package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}
