import Gateway
import Library

// What requests of this dialect bring.

struct SignupBody: Decodable, Sendable {
    let email: String
    let password: String
    let firstName: String?
    let lastName: String?

    private enum CodingKeys: String, CodingKey {
        case email, password
        case firstName = "first_name"
        case lastName = "last_name"
    }
}

/// The name may stand under either key, and may be the e-mail or the username.
struct LoginBody: Decodable, Sendable {
    let email: String?
    let username: String?
    let password: String

    var name: String {
        get throws {
            guard let name = [email, username].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
                throw RequestError.field("email", .missing)
            }
            return name
        }
    }
}

struct RefreshBody: Decodable, Sendable {
    let refresh: String
}

struct ProfileBody: Decodable, Sendable {
    let firstName: Patch<String>
    let lastName: Patch<String>

    private enum CodingKeys: String, CodingKey {
        case firstName = "first_name"
        case lastName = "last_name"
    }
}

/// A file of the server's own machine, and how it is to be read.
struct UploadBody: Decodable, Sendable {
    let imagePath: String?
    let autoLanguageDetection: Bool?
    let languageHint: String?
    let outputFormat: ReadingPreferences.Format?
    let ocrMode: ReadingMode?
    let token: String?

    private enum CodingKeys: String, CodingKey {
        case token
        case imagePath = "image_path"
        case autoLanguageDetection = "auto_language_detection"
        case languageHint = "language_hint"
        case outputFormat = "output_format"
        case ocrMode = "ocr_mode"
    }
}

struct UploadChangeBody: Decodable, Sendable {
    let rawText: Patch<String>
    let processedText: Patch<String>
    let autoLanguageDetection: Bool?
    let languageHint: Patch<String>
    let outputFormat: ReadingPreferences.Format?
    let ocrMode: ReadingMode?

    private enum CodingKeys: String, CodingKey {
        case rawText = "raw_text"
        case processedText = "processed_text"
        case autoLanguageDetection = "auto_language_detection"
        case languageHint = "language_hint"
        case outputFormat = "output_format"
        case ocrMode = "ocr_mode"
    }
}

extension ReadingPreferences.Format: Decodable {}
extension ReadingMode: Decodable {}

extension String? {
    /// An optional text that is empty counts as none.
    var nonEmpty: String? { self == "" ? nil : self }
}
