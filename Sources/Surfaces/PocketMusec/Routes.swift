public import Gateway
import HTTPTypes
import Identity
public import Library

extension Dialect {
    /// PocketMusec: a teacher's app that has pictures read and described as they are uploaded. Its document is
    /// `seeds/pocketmusec.md`.
    public static func pocketMusec(_ library: Library) -> Dialect {
        let api = Handlers(library: library)
        return Dialect(
            .pocketMusec, title: "PocketMusec", basePaths: ["/api", "/ws/images"],
            routes: api.accountRoutes + api.userRoutes + api.imageRoutes + api.settingsRoutes + [api.uploadSocket],
            refusal: PocketMusecError.refusal, errorBody: PocketMusecError.write)
    }
}

/// What the handlers, in the files by subject, are methods of.
struct Handlers: Sendable {
    let library: Library
}

/// Bytes that a file may have.
let fileLimitBytes = 10 << 20

/// How often may be asked. Uploads are held by the quota alone.
enum Tier {
    static let general = RateTier("pocketmusec", limit: 60, perSeconds: 60)
    /// For what takes a password or gives out a token.
    static let credentials = RateTier("pocketmusec credentials", limit: 5, perSeconds: 60)
}

// The table: method, path, who may, types.

extension Handlers {
    var accountRoutes: [Route] {
        let guarded = RouteOptions(tier: Tier.credentials, tag: "Authentication")
        let plain = RouteOptions(tier: Tier.general, tag: "Authentication")
        return [
            .post(
                "/api/auth/register", "Make an account", access: .admin, body: RegisterBody.self, status: .created,
                returns: UserShape.self, options: guarded, register),
            .post(
                "/api/auth/login", "Log in by e-mail or username", access: .anyone, body: LoginBody.self,
                returns: TokensShape.self, options: guarded, login),
            .post(
                "/api/auth/logout", "End the session", body: RefreshBody.self, returns: MessageShape.self,
                options: plain, logout),
            .post(
                "/api/auth/refresh", "New access token for a refresh token, which stays as it is", access: .anyone,
                body: RefreshBody.self, returns: AccessShape.self, options: guarded, refresh),
            .get("/api/auth/me", "Who is logged in", returns: UserShape.self, options: plain, me),
            .put(
                "/api/auth/password", "Change the password; every session ends", body: PasswordBody.self,
                returns: MessageShape.self, options: guarded, changePassword),
        ]
    }

    var userRoutes: [Route] {
        let tag = RouteOptions(tier: Tier.general, tag: "Users")
        return [
            .get(
                "/api/users", "List users, newest first", access: .admin, query: [Query.skip, Query.userLimit],
                returns: UserListShape.self, options: tag, listUsers),
            .get("/api/users/{user_id}", "One user", access: .admin, returns: UserShape.self, options: tag, user),
            .delete(
                "/api/users/{user_id}", "Delete an account and everything that it owns", access: .admin,
                returns: MessageShape.self, options: tag, deleteUser),
        ]
    }

    var imageRoutes: [Route] {
        let tag = RouteOptions(tier: Tier.general, tag: "Images")
        let upload = RouteOptions(
            description: """
                Read and described before the answer. X-Upload-ID names the upload for whoever follows it on \
                /ws/images/upload.
                """, tag: "Images", refuses: [.insufficientStorage])
        return [
            .post(
                "/api/images", "Upload an image", takes: [ImageForm.one], returns: ImageShape.self, options: upload,
                addImage),
            .post(
                "/api/images/batch", "Upload images, each judged on its own", takes: [ImageForm.many],
                returns: BatchShape.self, options: upload, addImages),
            .get(
                "/api/images", "List images, newest first", query: [Query.skip, Query.imageLimit],
                returns: ImageListShape.self, options: tag, listImages),
            .get(
                "/api/images/search", "Search file names, texts and descriptions, the best first",
                query: [Query.search, Query.searchLimit], returns: SearchShape.self, options: tag, searchImages),
            .get(
                "/api/images/storage/info", "How much of the quota is used", returns: StorageShape.self, options: tag,
                storage),
            .get(
                "/api/images/{image_id}", "One image", access: .owner, returns: ImageShape.self, options: tag, image),
            .delete(
                "/api/images/{image_id}", "Delete an image", access: .owner, returns: MessageShape.self, options: tag,
                deleteImage),
        ]
    }

    var settingsRoutes: [Route] {
        let tag = RouteOptions(tier: Tier.general, tag: "Settings")
        return [
            .get(
                "/api/settings/processing-modes", "Where images may be described", returns: ModesShape.self,
                options: tag, processingModes),
            .post(
                "/api/settings/processing-mode", "Where this account's images are described", body: ModeBody.self,
                returns: ModeShape.self, options: tag, setProcessingMode),
            .get(
                "/api/settings/local-model-status", "How the local model stands with Ollama",
                returns: LocalModelShape.self, options: tag, localModelStatus),
            .post(
                "/api/settings/download-local-model", "Have Ollama download the local model",
                returns: DownloadShape.self,
                options: RouteOptions(tier: Tier.general, tag: "Settings", refuses: [.serviceUnavailable]),
                downloadLocalModel),
        ]
    }
}

extension Handlers {
    var uploadSocket: Route {
        .webSocket(
            "/ws/images/upload", "Follow an upload", query: [Query.upload],
            options: RouteOptions(
                socketLimit: 5,
                description: """
                    The upload that carries the same name as X-Upload-ID, before it begins, while it is under way or a \
                    while after it. Closes with 1000 when it is over, with 4004 where none comes in ten minutes.
                    """, tag: "Images"),
            followUpload)
    }
}

/// The query values.
enum Query {
    static let skip = QueryField.integer("skip", 0...Int(Int32.max), default: 0, "How many to pass over")
    static let userLimit = QueryField.integer("limit", 1...1000, default: 100, "How many at most")
    static let imageLimit = QueryField.integer("limit", 1...1000, default: 50, "How many at most")
    static let searchLimit = QueryField.integer("limit", 1...100, default: 20, "How many at most")
    static let search = QueryField<String>(
        "query", "Words, or beginnings of words, that all have to be there; a phrase between quotes",
        schema: ["type": "string", "maxLength": .integer(Int64(longestQuery))], isRequired: true
    ) { text throws(FieldFault) in
        guard let text, !text.allSatisfy(\.isWhitespace) else { throw .missing }
        guard text.unicodeScalars.count <= longestQuery else {
            throw .invalid("must be at most \(longestQuery) characters long")
        }
        return text
    }

    static let upload = QueryField<String>(
        "upload", "What the upload's X-Upload-ID says",
        schema: ["type": "string", "maxLength": .integer(Int64(longestUploadID))], isRequired: true, read: uploadID)

    /// A name that a sender gives an upload.
    static func uploadID(_ text: String?) throws(FieldFault) -> String {
        guard let text, !text.isEmpty else { throw .missing }
        guard text.utf8.count <= longestUploadID else {
            throw .invalid("must be at most \(longestUploadID) bytes long")
        }
        return text
    }

    private static let longestQuery = 500
    private static let longestUploadID = 128
}
