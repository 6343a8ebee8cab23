import Pixels
public import TextRecognition

extension TextReader {
    /// Reads in the processes of a pool.
    public init(_ pool: ReaderPool) {
        self.init { page, way in
            let options = ReadingOptions(
                languages: way.languages, mode: way.mode == .fast ? .fast : .highAccuracy, format: .paragraph)
            do throws(ReadingError) {
                let reading = try await pool.read(page, options: options)
                return PageText(
                    raw: reading.rawText, paragraphs: reading.text, confidence: reading.confidence,
                    languages: reading.languages)
            } catch {
                throw Self.failure(of: error)
            }
        } model: { code in
            do throws(ReadingError) {
                let installed = try await pool.installedLanguages()
                guard let name = installed.name(for: code) else {
                    throw .languageNotInstalled(code, installed: installed.names)
                }
                return name
            } catch {
                throw Self.failure(ofAsking: error)
            }
        } load: {
            let report = await pool.report
            return ReaderLoad(
                processes: report.readers.count, pagesInHand: report.busy, pagesWaiting: report.waiting,
                residentBytes: report.residentBytes, pagesRead: report.pagesRead)
        }
    }

    /// What a page's owner is told. What another attempt would not change is final.
    private static func failure(of error: ReadingError) -> any Error {
        switch error {
        case .tooLarge: JobFailure("The picture has too many pixels to be read.", isFinal: true)
        case .tookTooLong: JobFailure("Reading the picture took too long.", isFinal: true)
        case .languageNotInstalled(let name, _): JobFailure("The language \(name) is not installed.", isFinal: true)
        // Tesseract's fault as a rule, and once in a while somebody's who kills processes.
        case .readerDied: JobFailure("The reader gave up on this picture.")
        case .busy: JobFailure("The server had too much to read.")
        case .cancelled: CancellationError()
        case .closed, .readerUnavailable: LibraryError.broken(reason: "reader: \(error)")
        }
    }

    private static func failure(ofAsking error: ReadingError) -> any Error {
        switch error {
        case .languageNotInstalled(let code, let installed):
            UploadError.languageNotInstalled(code, installed: installed)
        case .cancelled: CancellationError()
        case .busy: LibraryError.busy
        default: LibraryError.broken(reason: "reader: \(error)")
        }
    }
}
