public import Gateway
import HTTPTypes
import Identity
public import Library

extension Dialect {
    /// Text extraction: a web front end for OCR, with deduplication and corrections. Its document is
    /// `seeds/text-extraction.md`.
    public static func textExtraction(_ library: Library) -> Dialect {
        let api = Handlers(library: library, uploads: library.uploads(on: .textExtraction))
        return Dialect(
            .textExtraction, title: "Text Extraction", basePaths: ["/api/v1/users", "/api/v1/core"],
            routes: api.userRoutes + api.uploadRoutes, refusal: TextExtractionError.refusal,
            errorBody: TextExtractionError.write)
    }
}

/// What the handlers, in the files by subject, are methods of.
struct Handlers: Sendable {
    let library: Library
    let uploads: Uploads
}

/// Bytes that a file may have.
let fileLimitBytes = 50 << 20

// The table: method, path, who may, types.

extension Handlers {
    var userRoutes: [Route] {
        let tag = RouteOptions(tag: "Users")
        return [
            .post(
                "/api/v1/users/signup", "Sign up: a demo account", access: .anyone, body: SignupBody.self,
                status: .created, returns: SignInShape.self, options: tag, signup),
            .post(
                "/api/v1/users/login", "Log in by e-mail or username", access: .anyone, body: LoginBody.self,
                returns: SignInShape.self, options: tag, login),
            .post(
                "/api/v1/users/refresh", "New access token for a refresh token", access: .anyone,
                body: RefreshBody.self, returns: AccessShape.self, options: tag, refresh),
            .post(
                "/api/v1/users/refresh/token", "Rotate both tokens", returns: TokensShape.self, options: tag, rotate),
            .post(
                "/api/v1/users/logout", "Log out", returns: MessageShape.self,
                options: RouteOptions(
                    description: "The access token serves this API until it expires, and no other; it mints nothing.",
                    tag: "Users"),
                logout),
            .get("/api/v1/users/user", "Who is logged in", returns: UserShape.self, options: tag, user),
            .put(
                "/api/v1/users/profile/edit", "Change the profile", body: ProfileBody.self,
                returns: ProfileAnswer.self, options: tag, editProfile),
            .silent(
                .delete, "/api/v1/users/profile/delete", "Delete the account and everything that it owns",
                options: tag, deleteProfile),
        ]
    }

    var uploadRoutes: [Route] {
        let tag = RouteOptions(tag: "Uploads")
        let made: [AnswerDeclaration] = [
            .json(UploadShape.self, status: .created, "A new upload"),
            .json(UploadShape.self, status: .ok, "The upload that these bytes have already"),
            .refusal(.tooManyRequests, "Too many uploads"),
        ]
        return [
            .get(
                "/api/v1/core/uploads", "List uploads, newest first", query: Filter.all, returns: [UploadShape].self,
                options: tag, listUploads),
            Route(
                .post, "/api/v1/core/uploads", "Upload a picture", access: .account, query: [],
                takes: UploadForm.bodies, answers: made, options: tag, handler: addUpload),
            Route(
                .post, "/api/v1/core/uploads/{token}", "Upload a picture, counted by an API token", access: .account,
                query: [], takes: UploadForm.bodies, answers: made, options: tag, handler: addUploadWithToken),
            .get(
                "/api/v1/core/uploads/{id}", "One upload", access: .owner, returns: UploadShape.self, options: tag,
                upload),
            .get(
                "/api/v1/core/uploads/{id}/image", "The picture as it was uploaded", access: .owner,
                answers: [.media("image/*")], options: RouteOptions(tokenInQuery: true, tag: "Uploads"), image),
            .put(
                "/api/v1/core/uploads/{id}", "Correct an upload's text, or change its preferences", access: .owner,
                body: UploadChangeBody.self, returns: UploadShape.self, options: tag, updateUpload),
            .patch(
                "/api/v1/core/uploads/{id}", "Correct an upload's text, or change its preferences", access: .owner,
                body: UploadChangeBody.self, returns: UploadShape.self, options: tag, updateUpload),
        ]
    }
}

/// The query values of the list.
enum Filter {
    static let status = QueryField.text(
        "status", "Any of uploaded, processing, processed, error; repeated or with commas. Others are ignored.")
    static let imageHash = QueryField.text("image_hash", "SHA-256 of the picture's bytes")
    static let search = QueryField<String?>(
        "search", "Contained in either text, in large letters or small",
        schema: ["type": "string", "maxLength": .integer(Int64(longestSearch))]
    ) { text throws(FieldFault) in
        guard let text, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= longestSearch else {
            throw .invalid("must be at most \(longestSearch) characters long")
        }
        return text
    }
    static let createdAfter = time("created_after", "Made at this time or later")
    static let createdBefore = time("created_before", "Made at this time or earlier")
    static let all: [any QueryDeclaration] = [status, imageHash, search, createdAfter, createdBefore]

    private static let longestSearch = 1000

    private static func time(_ name: String, _ summary: String) -> QueryField<UTCTime?> {
        QueryField(name, summary, schema: ["type": "string", "format": "date-time"]) { text throws(FieldFault) in
            guard let text, !text.isEmpty else { return nil }
            // A client that leaves the + of an offset unescaped has sent a blank.
            guard let time = UTCTime(rfc3339: text) ?? UTCTime(rfc3339: text.replacing(" ", with: "+")) else {
                throw .wrongType(expected: "a time in ISO 8601")
            }
            return time
        }
    }
}
