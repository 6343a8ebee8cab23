import Gateway
import HTTPTypes
import Identity
import Library

/// The whole policy of this dialect: what each error of the library is to a client, in status and words.
enum PocketMusecError {
    static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let error as DescribedImageError: refusal(error)
        case let error as MediaError: refusal(error)
        case let error as AccountError: refusal(error)
        case let error as LibraryError: refusal(error)
        case let error as RequestError: refusal(error)
        case LocalModelError.unavailable(let problem): Refusal(.serviceUnavailable, problem)
        default: nil
        }
    }

    /// `{"detail": …}`.
    static func write(_ refusal: Refusal, to object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
    }

    /// What is wrong, in a few words, where there is no answer of its own to say it in.
    static func words(_ error: any Error) -> String {
        let known = refusal(error) ?? (error as? RequestError).map(Refusal.standard)
        return known?.message ?? "Internal server error"
    }

    /// Whether an error is the server's own affair, for its log.
    static func isUnexplained(_ error: any Error) -> Bool { !(error is RequestError) && refusal(error) == nil }

    /// Whether an error while a file arrives leaves the others of its form untouched.
    static func isAboutTheFile(_ error: any Error) -> Bool {
        switch error {
        case MediaError.tooManyBytes, RequestError.tooLarge, RequestError.field: true
        default: false
        }
    }

    private static func refusal(_ error: RequestError) -> Refusal? {
        switch error {
        case .noSuchPath: Refusal(.notFound, "Resource not found")
        case .unauthenticated: Refusal(.unauthorized, "Invalid or expired token")
        case .forbidden: Refusal(.forbidden, "Insufficient permissions")
        case .field(let name, let fault): wrong(name, fault.words)
        // This document lists no 415.
        case .unsupportedMediaType(let takes):
            Refusal(.badRequest, "Invalid input: this endpoint takes \(takes.joined(separator: " or "))")
        case .tooLarge: Refusal(.contentTooLarge, "File too large")
        case .tooManyRequests(let allowance): exceeded(allowance)
        default: nil
        }
    }

    private static func refusal(_ error: DescribedImageError) -> Refusal {
        switch error {
        case .noSuchImage: Refusal(.notFound, "Image not found")
        case .noSuchUpload: Refusal(.notFound, "No such upload")
        case .otherFormat(let format): wrong("file", "is \(format), and must be PNG, JPEG, GIF or WebP")
        case .overQuota(let use):
            Refusal(.insufficientStorage, "Storage quota of \(use.quotaMB) MB exceeded")
        }
    }

    private static func refusal(_ error: MediaError) -> Refusal? {
        switch error {
        case .notAnImage, .notJPEG, .rawNeedsPhoto: wrong("file", "is not an image of a known format")
        case .damaged(let format, _): wrong("file", "is a \(format) image that is damaged or not whole")
        case .unsupported(let format): wrong("file", "is a \(format) image of a kind that can't be decoded")
        case .tooLarge: wrong("file", "has too many pixels")
        case .tooManyBytes: Refusal(.contentTooLarge, "File too large")
        case .busy(let seconds): .busy(retryAfterSeconds: seconds)
        case .unreadable: nil
        }
    }

    private static func refusal(_ error: AccountError) -> Refusal {
        switch error {
        case .invalid(let field, let problem): wrong(field.rawValue, problem.description)
        case .emailTaken: wrong("email", "is already registered")
        case .usernameTaken: wrong("username", "is already registered")
        case .wrongCredentials: Refusal(.unauthorized, "Invalid email or password")
        case .badRefreshToken: Refusal(.unauthorized, "Invalid or expired token")
        case .wrongCurrentPassword: wrong("current_password", "is not right")
        case .tooManyAttempts(let allowance): exceeded(allowance)
        case .lastAdmin: Refusal(.conflict, "The last admin can't be deleted")
        case .noSuchAccount: Refusal(.notFound, "User not found")
        }
    }

    private static func refusal(_ error: LibraryError) -> Refusal? {
        switch error {
        case .busy: .busy(retryAfterSeconds: 2)
        case .outOfSpace: .outOfSpace
        case .newerData, .broken: nil
        }
    }

    private static func wrong(_ field: String, _ words: String) -> Refusal {
        Refusal(.badRequest, "Invalid input: \(field) \(words)", fields: [(field, .invalid(words))])
    }

    private static func exceeded(_ allowance: Allowance) -> Refusal {
        .tooMany("Rate limit exceeded. Try again in \(allowance.resetSeconds) seconds.", allowance)
    }
}
