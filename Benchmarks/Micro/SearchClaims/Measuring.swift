import Dispatch
import Glibc
import Hashing

func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) }

/// What this thread has had of a processor; nanoseconds.
func ownTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The fastest of some rounds of each, taken in turn, so that what else the machine does meets all alike; nanoseconds by
/// this clock: `ownTime` where a body stays on this thread, so that who else wants the processor does not count.
func fastest(rounds: Int, by clock: () -> Double, _ bodies: () -> Void...) -> [Double] {
    var best = [Double](repeating: .infinity, count: bodies.count)
    for _ in 0..<rounds {
        for (number, body) in bodies.enumerated() {
            let start = clock()
            body()
            best[number] = min(best[number], clock() - start)
        }
    }
    return best
}

/// Keeps a result from being optimised away.
@inline(never)
func keep<Value>(_ value: Value) {}

/// All words added up, as fast as memory gives them.
@inline(never)
func sum(_ words: [UInt64]) -> UInt64 {
    words.withUnsafeBytes { bytes in
        var sums = (SIMD8<UInt64>(), SIMD8<UInt64>())
        for start in stride(from: 0, to: bytes.count - 127, by: 128) {
            sums.0 &+= bytes.loadUnaligned(fromByteOffset: start, as: SIMD8<UInt64>.self)
            sums.1 &+= bytes.loadUnaligned(fromByteOffset: start + 64, as: SIMD8<UInt64>.self)
        }
        return (sums.0 &+ sums.1).wrappedSum()
    }
}

func randomEntries(_ count: Int, seed: UInt64) -> [(id: Int64, hash: PerceptualHash)] {
    var state = seed
    return (1...count).map { id in
        // SplitMix64 (Steele, Lea, Flood 2014).
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return (id: Int64(id), hash: PerceptualHash(bits: mixed ^ (mixed >> 31)))
    }
}

/// A file's bytes: mapped, or read into memory. Unchecked: they are read-only.
final class FileBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(_ path: String, mapped: Bool) {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start =
            mapped
            ? mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
            : mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard descriptor >= 0, let start, start != MAP_FAILED else { fatalError("can't map \(path)") }
        if !mapped {
            _ = madvise(start, size, Int32(MADV_HUGEPAGE))
            guard pread(descriptor, start, size, 0) == size else { fatalError("can't read \(path)") }
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
