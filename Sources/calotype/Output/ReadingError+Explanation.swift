import Pixels
import TextRecognition

extension ReadingError {
    /// A sentence for whoever runs a command.
    var explanation: String {
        switch self {
        case .tooLarge(let size, let limit): "\(size.width) x \(size.height) pixels are more than \(limit)"
        case .tookTooLong(let limit): "reading took longer than \(limit) and was stopped"
        case .readerDied: "Tesseract died of this page"
        case .languageNotInstalled(let name, let installed):
            "\(name) is not installed; there are \(installed.joined(separator: ", "))"
        case .busy: "too many pages are waiting"
        case .closed, .cancelled: "reading was stopped"
        case .readerUnavailable(let reason): "no reader: \(reason)"
        }
    }
}
