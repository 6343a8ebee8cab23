import Synchronization

/// The numbers below 2^bits in the order of how many bits they have set: all that a value of so many bits can be turned
/// into by turning none, one, two … of them. Few lengths occur, and each is made once.
final class ShellMasks: Sendable {
    /// Ends before a shell that would make it longer than this: a search that far out reads all anyway.
    private static let mostMasks = 1 << 17

    /// Unsafe: never freed, since `known` keeps it, and read by a C kernel.
    nonisolated(unsafe) let masks: UnsafePointer<UInt32>
    /// Shell `s` is from `starts[s]` up to `starts[s + 1]`.
    private let starts: [Int]

    static func of(bits: Int) -> ShellMasks {
        known.withLock { known in
            if let masks = known[bits] { return masks }
            let masks = ShellMasks(bits: bits)
            known[bits] = masks
            return masks
        }
    }

    private static let known = Mutex<[Int: ShellMasks]>([:])

    private init(bits: Int) {
        var masks: [UInt32] = [0]
        var starts = [0, 1]
        for shell in 1...bits {
            guard masks.count + Self.combinations(shell, of: bits) <= Self.mostMasks else { break }
            // Gosper's hack: the next number with as many bits set.
            var mask: UInt64 = (1 << shell) - 1
            while mask < 1 << bits {
                masks.append(UInt32(mask))
                let lowest = mask & (~mask &+ 1)
                let ripple = mask + lowest
                mask = ((ripple ^ mask) >> 2) / lowest | ripple
            }
            starts.append(masks.count)
        }
        let kept = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: masks.count)
        _ = kept.initialize(from: masks)
        self.masks = UnsafePointer(kept.baseAddress.unsafelyUnwrapped)
        self.starts = starts
    }

    /// The masks with `shell` bits; nil where they are too many to be worth it.
    func shell(_ shell: Int) -> UnsafeBufferPointer<UInt32>? {
        guard shell + 1 < starts.count else { return nil }
        return UnsafeBufferPointer(start: masks + starts[shell], count: starts[shell + 1] - starts[shell])
    }

    private static func combinations(_ chosen: Int, of all: Int) -> Int {
        (0..<chosen).reduce(1) { $0 * (all - $1) / ($1 + 1) }
    }
}
