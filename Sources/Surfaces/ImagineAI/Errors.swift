import Gateway
import HTTPTypes
import Library

/// The whole policy of this dialect: what each error of the library is to a client, in status and words.
enum ImagineAIError {
    static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let error as CatalogueError: refusal(error)
        case let error as PresignedPutError: refusal(error)
        case let error as MediaError: refusal(error)
        case let error as AccountError: refusal(error)
        case let error as LibraryError: refusal(error)
        case RequestError.field(let name, let problem): wrong(name, problem.words)
        default: nil
        }
    }

    /// `{"detail": …}`.
    static func write(_ refusal: Refusal, to object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
    }

    private static func refusal(_ error: CatalogueError) -> Refusal {
        switch error {
        case .noSuchProduct: Refusal(.notFound, "Product not found")
        case .noSuchImage: Refusal(.notFound, "Image not found")
        case .noSuchJob: Refusal(.notFound, "Job not found")
        case .notOwner: Refusal(.forbidden, "Access denied")
        case .noAnalysis: Refusal(.notFound, "No analysis result for this image")
        case .notOfProduct(let images):
            wrong("image_ids", "names no image of this product: \(images.prefix(10).joined(separator: ", "))")
        case .badImageCount(let limit): wrong("image_ids", "must name 1 to \(limit) images")
        case .notUploaded: Refusal(.conflict, "The image has not been uploaded")
        case .unwantedFormat(let format): unwanted(format)
        case .jobHasEnded: Refusal(.conflict, "The job has ended already")
        case .tooLong(let text, let maximum): wrong(text.rawValue, "must be at most \(maximum) characters long")
        }
    }

    private static func refusal(_ error: PresignedPutError) -> Refusal {
        switch error {
        case .noSuchOffer: Refusal(.notFound, "There is no such upload")
        case .notAllowed: Refusal(.forbidden, "The signature does not match")
        case .expired: Refusal(.forbidden, "The URL has expired")
        case .confirmed: Refusal(.conflict, "The upload has been confirmed")
        case .wrongType: Refusal(.unsupportedMediaType, "The Content-Type is not the one that was announced")
        case .tooLarge(let limit): Refusal(.contentTooLarge, "The upload is over the announced \(limit) bytes")
        case .tooShort: Refusal(.badRequest, "The upload has fewer bytes than announced")
        case .notPut: Refusal(.conflict, "The image has not been uploaded")
        case .wrongSize: Refusal(.conflict, "The upload has another size than announced")
        }
    }

    private static func refusal(_ error: MediaError) -> Refusal? {
        switch error {
        case .notAnImage, .notJPEG, .rawNeedsPhoto: wrong("file", "is not an image of a known format")
        case .damaged(let format, _): wrong("file", "is a \(format) image that is damaged or not whole")
        case .unsupported(let format): unwanted(format)
        case .tooLarge: wrong("file", "has too many pixels")
        case .tooManyBytes(let limit): Refusal(.contentTooLarge, "The file is over the limit of \(limit) bytes")
        case .busy(let seconds): .busy(retryAfterSeconds: seconds)
        case .unreadable: nil
        }
    }

    private static func refusal(_ error: AccountError) -> Refusal {
        switch error {
        case .invalid(let field, let problem): wrong(field.rawValue, problem.description)
        case .emailTaken: Refusal(.conflict, "A user with this email already exists")
        case .usernameTaken: Refusal(.conflict, "A user with this username already exists")
        case .wrongCredentials, .wrongCurrentPassword: Refusal(.unauthorized, "Invalid email or password")
        case .badRefreshToken: Refusal(.unauthorized, "Invalid or expired refresh token")
        case .tooManyAttempts(let allowance): .tooMany("Too many failed logins", allowance)
        case .lastAdmin: Refusal(.conflict, "The last admin can't be deleted")
        // The caller's own: deleted a moment ago.
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

    private static func wrong(_ field: String, _ words: String) -> Refusal {
        Refusal(.unprocessableContent, "\(field) \(words)", fields: [(field, .invalid(words))])
    }

    private static func unwanted(_ format: String) -> Refusal {
        let types = ProductImages.mediaTypes.sorted().joined(separator: ", ")
        return Refusal(.unsupportedMediaType, "The file is a \(format) image; taken are \(types)")
    }
}
