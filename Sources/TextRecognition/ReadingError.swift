public import Pixels

/// Why a page was not read, sorted by who can act.
public enum ReadingError: Error, Equatable, Sendable {
    // The sender should send another page, or ask for another language.

    /// More pixels than the pool takes; nothing was sent to a reader.
    case tooLarge(PixelSize, limitPixels: Int)
    /// It took longer than the pool allows. Its reader was killed; another is started for the next page.
    case tookTooLong(limit: Duration)
    /// Tesseract died of this page, by that signal, or with that exit status where it is below 0.
    case readerDied(signal: Int32)
    /// No model of this language is installed. `installed` lists Tesseract's names of what is.
    case languageNotInstalled(String, installed: [String])

    // The sender should come back later.

    /// The queue is full.
    case busy
    /// The pool is shut down.
    case closed

    /// The task that asked was cancelled.
    case cancelled

    // The operator should look at the machine.

    /// No reader could be started, or what it says makes no sense. `reason` is for the log.
    case readerUnavailable(reason: String)
}
