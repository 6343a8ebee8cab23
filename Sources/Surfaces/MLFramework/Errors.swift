import Gateway
import HTTPTypes
import Library

/// The whole policy of this dialect: what each error of the library is to a client, in status and words.
enum MLFrameworkError {
    static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let error as ConversationError: refusal(error)
        case let error as AccountError: refusal(error)
        case let error as LibraryError: refusal(error)
        case MediaError.tooManyBytes(let limit):
            Refusal(.contentTooLarge, "The file is over the limit of \(limit) bytes")
        case RequestError.unauthenticated: notValidated
        case RequestError.forbidden: Refusal(.forbidden, "Not enough permissions")
        case RequestError.noSuchPath: noSuchResource
        default: nil
        }
    }

    /// `{"detail": …}`.
    static func write(_ refusal: Refusal, to object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
        for member in refusal.members { object.member(member.name, member.value) }
    }

    private static let noSuchResource = Refusal(.notFound, "Resource not found")
    private static let notValidated = Refusal(.unauthorized, "Could not validate credentials")

    private static func refusal(_ error: ConversationError) -> Refusal {
        switch error {
        // Which of them is not told: a stranger's is like none.
        case .noSuchProject, .noSuchConversation, .noSuchAttachment: noSuchResource
        case .missing(let text): Refusal(.badRequest, "\(text.rawValue) is required")
        case .tooLong(let text, let maximum):
            Refusal(.badRequest, "\(text.rawValue) must be at most \(maximum) characters long")
        case .badColor: Refusal(.badRequest, "color must be the name or the number of a colour")
        case .tooManyFiles(let maximum): Refusal(.badRequest, "files must be at most \(maximum)")
        case .keyIsTaken: Refusal(.conflict, "Idempotency-Key was used for another message")
        case .modelFailed: Refusal(.badGateway, "The model gave no answer. Your message is kept; send it again later.")
        }
    }

    private static func refusal(_ error: AccountError) -> Refusal {
        switch error {
        case .invalid(let field, let problem): Refusal(.badRequest, "\(field.rawValue) \(problem)")
        case .emailTaken: Refusal(.badRequest, "email is already registered")
        case .usernameTaken: Refusal(.badRequest, "username is already taken")
        case .wrongCredentials: Refusal(.unauthorized, "Incorrect email or password")
        case .badRefreshToken: notValidated
        case .wrongCurrentPassword: Refusal(.badRequest, "password is not right")
        case .tooManyAttempts(let allowance): .tooMany("Too many failed logins", allowance)
        case .lastAdmin: Refusal(.conflict, "The last admin can't be demoted or deleted")
        case .noSuchAccount: noSuchResource
        }
    }

    private static func refusal(_ error: LibraryError) -> Refusal? {
        switch error {
        case .busy: .busy(retryAfterSeconds: 2)
        case .outOfSpace: .outOfSpace
        case .newerData, .broken: nil
        }
    }
}
