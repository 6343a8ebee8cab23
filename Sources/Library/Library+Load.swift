import Foundation
import Passwords

/// What the library's bounded rooms are busy with at a moment: what an operator watches.
public struct LibraryLoad: Hashable, Sendable {
    /// Work on pixels that runs, and that waits for a thread or for memory.
    public let picturesInHand, picturesWaiting: Int
    /// What the running work is reckoned to take.
    public let pictureBytes: Int
    /// Encoded previews in memory.
    public let previews: PreviewMemoryLoad
    /// Passwords that are being hashed or wait for it.
    public let passwords: Int
    /// Nil where this process reads no text.
    public let reader: ReaderLoad?
}

/// How the previews in memory serve.
public struct PreviewMemoryLoad: Hashable, Sendable {
    public let pictures, bytes: Int
    /// Since the start: questions that were answered from memory, and that had to go to the rows.
    public let hits, misses: Int
}

/// What a reader of text is busy with.
public struct ReaderLoad: Hashable, Sendable {
    public let processes: Int
    public let pagesInHand, pagesWaiting: Int
    /// Resident in all its processes together.
    public let residentBytes: Int
    /// Since the start.
    public let pagesRead: Int

    public init(processes: Int, pagesInHand: Int, pagesWaiting: Int, residentBytes: Int, pagesRead: Int) {
        self.processes = processes
        self.pagesInHand = pagesInHand
        self.pagesWaiting = pagesWaiting
        self.residentBytes = residentBytes
        self.pagesRead = pagesRead
    }
}

extension Library {
    public func load() async -> LibraryLoad {
        let pictures = media.codecs.pool.load
        return LibraryLoad(
            picturesInHand: pictures.running, picturesWaiting: pictures.waiting, pictureBytes: pictures.bytes,
            previews: media.memory.load, passwords: ground.passwords.inHand, reader: await texts.reader?.load?())
    }
}
