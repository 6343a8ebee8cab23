import Glibc

extension ReaderPool {
    /// How many readers there are, what they may take, and how they are started.
    public struct Settings: Sendable {
        /// A program that calls `ReaderProcess.serve` on its standard input and output when started with `arguments`.
        public var executable: String
        public var arguments: [String]
        /// How many pages are read at once, each in a process of its own.
        public var readers: Int
        /// How many pages may wait for a reader; one more is `.busy`.
        public var mostWaiting: Int
        /// Larger pages are refused before anything is sent. At most `mostPagePixels`.
        public var mostPixels: Int
        /// How long a page may take from the moment when it goes to its reader; then the reader is killed.
        public var pageTime: Duration
        /// A reader that holds more resident memory than this after a page is ended, and started anew when needed.
        public var recycleAboveBytes: Int
        /// What a reader may ever have of its own; beyond it Tesseract dies, and one page is lost.
        public var mostBytesEach: Int
        /// Added to the readers' nice value, so that requests come first.
        public var niceness: Int

        /// More than this no reader takes, whoever asks.
        public static let mostPagePixels = 400_000_000
        /// Tesseract's boxes hold no larger coordinates, and Leptonica's pictures stop not far beyond.
        public static let mostPageSide = 65_500

        public init(
            executable: String, arguments: [String] = [], readers: Int = 2, mostWaiting: Int = 256,
            mostPixels: Int = 100_000_000, pageTime: Duration = .seconds(60), recycleAboveBytes: Int = 400 << 20,
            mostBytesEach: Int = 2 << 30, niceness: Int = 15
        ) {
            self.executable = executable
            self.arguments = arguments
            self.readers = readers
            self.mostWaiting = mostWaiting
            self.mostPixels = min(mostPixels, Self.mostPagePixels)
            self.pageTime = pageTime
            self.recycleAboveBytes = recycleAboveBytes
            self.mostBytesEach = mostBytesEach
            self.niceness = niceness
        }

        /// What a reader needs of ours to find its libraries and models, and what it must have from its first
        /// instruction on: OpenMP reads its limit when it is loaded, and threads on one page cost 30 times what they
        /// save.
        var childEnvironment: [String: String] {
            var environment = ["OMP_THREAD_LIMIT": "1", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C"]
            for name in ["LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TMPDIR"] {
                if let value = getenv(name) { environment[name] = String(cString: value) }
            }
            return environment
        }
    }

    /// What the pool holds and has done.
    public struct Report: Equatable, Sendable {
        /// The readers that run now, by their process numbers.
        public let readers: [Int32]
        /// Of these, how many have a page in hand.
        public let busy: Int
        /// Pages that wait for a reader.
        public let waiting: Int
        /// Of all readers together.
        public let residentBytes: Int
        public let pagesRead: Int
        /// Processes ever started; more than there are readers where some were lost or recycled.
        public let started: Int
        /// Processes ended because they had grown past the bound.
        public let recycled: Int

        public init(
            readers: [Int32], busy: Int, waiting: Int, residentBytes: Int, pagesRead: Int, started: Int, recycled: Int
        ) {
            self.readers = readers
            self.busy = busy
            self.waiting = waiting
            self.residentBytes = residentBytes
            self.pagesRead = pagesRead
            self.started = started
            self.recycled = recycled
        }
    }
}
