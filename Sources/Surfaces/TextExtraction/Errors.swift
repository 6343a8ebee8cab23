import Gateway
import HTTPTypes
import Identity
import Library

/// The whole policy of this dialect: what each error of the library is to a client, in status and words.
enum TextExtractionError: Error {
    /// A profile was to be edited, and no field of it was sent.
    case nothingToChange

    static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let error as UploadError: refusal(error)
        case let error as MediaError: refusal(error)
        case let error as AccountError: refusal(error)
        case let error as LibraryError: refusal(error)
        case RequestError.noSuchPath: Refusal(.notFound, "Not found.")
        case RequestError.unauthenticated: Refusal(.unauthorized, "Authentication credentials were not provided.")
        case RequestError.tooManyRequests(let allowance): throttled(allowance)
        case TextExtractionError.nothingToChange: Refusal(.badRequest, "Send first_name or last_name.")
        default: nil
        }
    }

    /// `{"errors": {field: […]}}` for what is wrong with the request, with `__all__` for what is wrong with no one field;
    /// `{"message"}` for the rest, and 403 and 429 say it as `detail` too.
    static func write(_ refusal: Refusal, to object: inout JSONObjectWriter) {
        if refusal.status == .badRequest {
            let problems = refusal.fields.map { ($0.name, ["\($0.name) \($0.problem.words)"]) }
            object.write(
                "errors",
                problems.isEmpty ? ["__all__": [refusal.message]] : Dictionary(problems) { $0 + $1 })
        } else if !refusal.members.isEmpty {
            for member in refusal.members { object.member(member.name, member.value) }
        } else {
            object.write("message", refusal.message)
            if refusal.status == .forbidden || refusal.status == .tooManyRequests {
                object.write("detail", refusal.message)
            }
        }
    }

    private static func refusal(_ error: UploadError) -> Refusal {
        switch error {
        case .noSuchUpload: Refusal(.notFound, "Upload not found.")
        case .fileMissing: Refusal(.notFound, "The picture is no longer stored.")
        case .notImportable: wrong("image_path", "can't be read")
        case .languageNotInstalled(_, let installed):
            wrong("language_hint", "is not installed; installed are \(installed.joined(separator: ", "))")
        case .badToken: wrong("token", "is unknown or disabled")
        case .tooManyUploads(let allowance): throttled(allowance)
        }
    }

    private static func refusal(_ error: MediaError) -> Refusal? {
        switch error {
        case .notAnImage, .notJPEG, .rawNeedsPhoto: wrong("image_file", "is not an image of a known format")
        case .damaged(let format, _): wrong("image_file", "is a \(format) image that is damaged or not whole")
        case .unsupported(let format): wrong("image_file", "is a \(format) image of a kind that can't be decoded")
        case .tooLarge: wrong("image_file", "has too many pixels")
        case .tooManyBytes(let limit): Refusal(.contentTooLarge, "The file is over the limit of \(limit) bytes.")
        case .busy(let seconds): .busy(retryAfterSeconds: seconds)
        case .unreadable: nil
        }
    }

    private static func refusal(_ error: AccountError) -> Refusal {
        switch error {
        case .invalid(let field, let problem): wrong(field.rawValue, problem.description)
        case .emailTaken: wrong("email", "is already registered")
        case .usernameTaken: wrong("username", "is already registered")
        case .wrongCredentials: Refusal(.unauthorized, "Invalid email or password.")
        case .badRefreshToken:
            Refusal(
                .unauthorized, "Token is invalid or expired.",
                members: [.init("errors", ["refresh": "Token is invalid or expired."])])
        case .wrongCurrentPassword: wrong("password", "is not right")
        case .tooManyAttempts(let allowance): throttled(allowance)
        case .lastAdmin: Refusal(.conflict, "The last admin can't be deleted.")
        // The caller's own: deleted a moment ago.
        case .noSuchAccount: Refusal(.unauthorized, "User not found.")
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
        Refusal(.badRequest, "\(field) \(words)", fields: [(field, .invalid(words))])
    }

    private static func throttled(_ allowance: Allowance) -> Refusal {
        .tooMany("Request was throttled.", allowance)
    }
}
