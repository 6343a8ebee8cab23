import Foundation

/// How much of the machine pictures may take.
public struct MediaSettings: Sendable {
    /// Threads that decode; they run at nice 15.
    public var codecThreads = ProcessInfo.processInfo.activeProcessorCount
    /// How many pictures may wait for one before the answer is "busy".
    public var waitingPictures = 64
    /// What all pictures that are being decoded may take together.
    public var codecMemoryBytes = 1 << 30
    /// From being asked to being done.
    public var deadlineSeconds = 30
    /// Coldpreviews at asked sizes, on the disk.
    public var previewCacheBytes = 1 << 30
    /// Encoded previews in memory.
    public var previewMemoryBytes = 64 << 20
    /// Hashes in all similarity indices together.
    public var indexedHashes = 4_000_000
    /// How many hashes an owner's index must have to be written to the disk, for the next start.
    public var fewestHashesWritten = 20_000

    public init() {}
}
