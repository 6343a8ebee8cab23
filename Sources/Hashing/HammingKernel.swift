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

    /// Writes where in `hashes` those within `radius` bits of `query` are, in ascending order.
    ///
    /// - Parameters:
    ///   - radius: 0 to 64.
    ///   - positions: room for as many numbers as there are hashes; what it held is overwritten.
    /// - Returns: how many there are.
    func positions(
        of query: UInt64, within radius: Int, in hashes: UnsafeBufferPointer<UInt64>,
        into positions: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        guard let start = hashes.baseAddress, let output = positions.baseAddress else { return 0 }
        return hamming_within(rawValue, start, hashes.count, query, UInt32(radius), output)
    }
}
