import Gateway
import HTTPTypes
import Library

/// The whole policy of this dialect: what each error of the library is to a client, in status and words.
enum ImaLinkError {
    static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let error as PhotoError: refusal(error)
        case let error as MediaError: refusal(error)
        case let error as AccountError: refusal(error)
        case let error as LibraryError: refusal(error)
        default: nil
        }
    }

    /// `{"detail": …, "status_code": …}`, and what else the refusal carries.
    static func write(_ refusal: Refusal, to object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
        object.write("status_code", refusal.status.code)
        for member in refusal.members { object.member(member.name, member.value) }
    }

    private static func refusal(_ error: PhotoError) -> Refusal {
        switch error {
        case .noSuchPhoto: Refusal(.notFound, "Photo not found")
        case .noSuchImageFile: Refusal(.notFound, "ImageFile not found")
        case .noSuchAuthor: Refusal(.notFound, "Author not found")
        case .noSuchImportSession: Refusal(.notFound, "Import session not found")
        case .noSuchStack: Refusal(.notFound, "Photo stack not found")
        case .noColdpreview: Refusal(.notFound, "Coldpreview not found")
        case .notInStack: Refusal(.notFound, "Photo is not in this stack")
        case .noSuchTable: Refusal(.notFound, "No such table, or one that can't be cleared")
        case .photoExists(let hothash):
            Refusal(
                .conflict, "Photo already exists: \(hothash)",
                members: [.init("photo_hothash", .string(hothash)), .init("hothash", .string(hothash))])
        case .authorInUse: Refusal(.badRequest, "Author is in use and can't be deleted")
        case .badRating: Refusal(.badRequest, "rating must be from 0 to 5, or null")
        case .badLatitude: Refusal(.badRequest, "gps_latitude must be from -90 to 90")
        case .badLongitude: Refusal(.badRequest, "gps_longitude must be from -180 to 180")
        case .tooLong(let text, let maximum):
            Refusal(.badRequest, "\(text.rawValue) must be at most \(maximum) bytes long")
        }
    }

    private static func refusal(_ error: MediaError) -> Refusal? {
        switch error {
        case .notAnImage: Refusal(.badRequest, "The file is not an image of a known format")
        case .damaged(let format, _): Refusal(.badRequest, "The \(format) image is damaged or not whole")
        case .unsupported(let format): Refusal(.badRequest, "A \(format) image of this kind can't be decoded")
        case .tooLarge: Refusal(.badRequest, "The image has too many pixels")
        case .notJPEG: Refusal(.badRequest, "hotpreview must be a JPEG")
        case .rawNeedsPhoto: Refusal(.badRequest, "A RAW file can only be added to an existing photo")
        case .tooManyBytes(let limit): Refusal(.contentTooLarge, "The file is over the limit of \(limit) bytes")
        case .busy(let seconds): .busy(retryAfterSeconds: seconds)
        case .unreadable: nil
        }
    }

    private static func refusal(_ error: AccountError) -> Refusal {
        switch error {
        case .invalid(let field, let problem): Refusal(.badRequest, "\(field.rawValue) \(problem)")
        case .emailTaken: Refusal(.conflict, "Email already registered")
        case .usernameTaken: Refusal(.conflict, "Username already registered")
        case .wrongCredentials, .badRefreshToken:
            Refusal(.unauthorized, "Incorrect username or password", headers: [.wwwAuthenticate: "Bearer"])
        case .wrongCurrentPassword: Refusal(.badRequest, "current_password is incorrect")
        case .tooManyAttempts(let allowance): .tooMany("Too many failed logins", allowance)
        case .lastAdmin: Refusal(.conflict, "The last admin can't be deleted")
        // Only ever the caller's own, deleted while the request was on its way: the token is dead by now.
        case .noSuchAccount: Refusal.standard(for: .unauthenticated)
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
