public import Gateway
import HTTPTypes
import Identity
public import Library

extension Dialect {
    /// ImaLink, a photographer's library: previews, similar photos, stacks. Its document is `seeds/imalink.md`.
    ///
    /// - Parameter debugEndpoints: whether `/api/v1/debug/*` is there, for admins.
    public static func imaLink(_ library: Library, debugEndpoints: Bool = false) -> Dialect {
        let api = Handlers(library: library)
        return Dialect(
            .imaLink, title: "ImaLink", basePaths: ["/api/v1"], jsonLimitBytes: 8 << 20,
            routes: api.accountRoutes + api.photoRoutes + api.imageFileRoutes + api.authorRoutes
                + api.importSessionRoutes + api.stackRoutes + (debugEndpoints ? api.debugRoutes : []),
            refusal: ImaLinkError.refusal, errorBody: ImaLinkError.write)
    }
}

/// What the handlers, in the files by subject, are methods of.
struct Handlers: Sendable {
    let library: Library
}

/// Bytes that a file may have.
let fileLimitBytes = 50 << 20

// The table: method, path, who may, types.

extension Handlers {
    var accountRoutes: [Route] {
        let auth = RouteOptions(tag: "Authentication")
        let users = RouteOptions(tag: "Users")
        return [
            .post(
                "/api/v1/auth/register", "Register new user", access: .anyone, body: RegisterBody.self,
                status: .created, returns: UserShape.self, options: auth.refusing(.conflict), register),
            .post(
                "/api/v1/auth/login", "Login", access: .anyone, body: LoginBody.self, returns: TokenShape.self,
                options: auth.refusing(.unauthorized, .tooManyRequests), login),
            .get("/api/v1/auth/me", "Get current user", returns: UserShape.self, options: auth, me),
            .post("/api/v1/auth/logout", "Logout", returns: DoneShape.self, options: auth, logout),
            .get("/api/v1/users/me", "Get current user profile", returns: UserShape.self, options: users, me),
            .put(
                "/api/v1/users/me", "Update current user profile", body: ProfileBody.self, returns: UserShape.self,
                options: users.refusing(.conflict), updateProfile),
            .post(
                "/api/v1/users/me/change-password", "Change password", body: PasswordBody.self,
                returns: DoneShape.self, options: users.refusing(.tooManyRequests), changePassword),
            .delete(
                "/api/v1/users/me", "Delete account", returns: DoneShape.self, options: users.refusing(.conflict),
                deleteAccount),
        ]
    }

    var photoRoutes: [Route] {
        let tag = RouteOptions(tag: "Photos")
        let picture = RouteOptions(tokenInQuery: true, tag: "Photos")
        return [
            .get(
                "/api/v1/photos", "List photos", query: [Query.offset, Query.limit],
                returns: PageShape<PhotoShape>.self, options: tag, listPhotos
            ).answering(atOnce: listPhotosAtOnce, keptWhile: { library.photos.version }),
            .post(
                "/api/v1/photos/search", "Search photos", body: SearchBody.self, returns: PageShape<PhotoShape>.self,
                options: tag, searchPhotos),
            .get(
                "/api/v1/photos/{hothash}", "Get photo by hash", access: .owner, returns: PhotoShape.self,
                options: tag, photo
            ).answering(atOnce: photoAtOnce, keptWhile: { library.photos.version }),
            .put(
                "/api/v1/photos/{hothash}", "Update photo metadata", access: .owner, body: PhotoBody.self,
                returns: PhotoShape.self, options: tag, updatePhoto),
            .delete(
                "/api/v1/photos/{hothash}", "Delete photo, with all its image files", access: .owner,
                returns: DoneShape.self, options: tag, deletePhoto),
            .get(
                "/api/v1/photos/{hothash}/hotpreview", "Get photo hotpreview: 300 pixels on its longer side",
                access: .owner, answers: [.media("image/jpeg")], options: picture, hotpreview
            ).answering(atOnce: hotpreviewAtOnce, keptWhile: { library.photos.previewVersion }),
            .put(
                "/api/v1/photos/{hothash}/coldpreview", "Upload or update photo coldpreview", access: .owner,
                takes: [.form([.file("file")], fileLimitBytes: fileLimitBytes)], returns: ColdpreviewAnswer.self,
                options: tag, putColdpreview),
            .get(
                "/api/v1/photos/{hothash}/coldpreview",
                "Get photo coldpreview: at most 1200 pixels on its longer side, inside width and height",
                access: .owner, query: [Query.width, Query.height, Query.format],
                answers: [.media("image/jpeg"), .media("image/webp"), .media("image/avif")],
                options: picture, coldpreview
            ).answering(atOnce: coldpreviewAtOnce, keptWhile: { library.photos.previewVersion }),
            .delete(
                "/api/v1/photos/{hothash}/coldpreview", "Delete photo coldpreview", access: .owner,
                returns: DoneShape.self, options: tag, deleteColdpreview),
            .get(
                "/api/v1/photos/{hothash}/stack", "Get photo's stack, or null", access: .owner,
                returns: StackSummaryShape?.self, options: tag, stackOfPhoto),
        ]
    }

    var imageFileRoutes: [Route] {
        let tag = RouteOptions(tag: "ImageFiles")
        let picture = RouteOptions(tokenInQuery: true, tag: "ImageFiles")
        let old = RouteOptions(isDeprecated: true, tag: "ImageFiles")
        return [
            .get(
                "/api/v1/image-files", "List image files",
                query: [Query.offset, Query.limit, Query.photoHothash], returns: PageShape<ImageFileShape>.self,
                options: tag.refusing(.notFound), listImageFiles),
            .post(
                "/api/v1/image-files/new-photo", "Create image file with new photo", takes: FileForm.newPhoto,
                status: .created, returns: AddedShape.self,
                options: tag.refusing(.notFound, .conflict, .serviceUnavailable), newPhoto),
            .post(
                "/api/v1/image-files/add-to-photo", "Add image file to existing photo", takes: FileForm.addToPhoto,
                status: .created, returns: AddedShape.self, options: tag.refusing(.notFound, .serviceUnavailable),
                addToPhoto),
            .post(
                "/api/v1/image-files", "Upload new image file: use new-photo or add-to-photo",
                takes: FileForm.newPhoto, status: .created, returns: OldAddedShape.self,
                options: old.refusing(.notFound, .conflict, .serviceUnavailable), oldNewPhoto),
            .get(
                "/api/v1/image-files/{image_id:int}", "Get image file details", access: .owner,
                returns: ImageFileShape.self, options: tag, imageFile),
            .get(
                "/api/v1/image-files/{image_id:int}/hotpreview", "Get hotpreview image", access: .owner,
                answers: [.media("image/jpeg")], options: picture, imageFileHotpreview),
            .put(
                "/api/v1/image-files/{image_id:int}/storage-info", "Update image file storage info", access: .owner,
                body: StorageBody.self, returns: StorageAnswer.self, options: tag, updateStorage),
            .get(
                "/api/v1/image-files/{image_id:int}/storage-info", "Get image file storage info", access: .owner,
                returns: StorageShape.self, options: tag, storage),
            .get(
                "/api/v1/image-files/similar/{image_id:int}", "Find similar images", access: .owner,
                query: [Query.threshold, Query.similarLimit], returns: [SimilarShape].self, options: tag, similar),
        ]
    }

    var authorRoutes: [Route] {
        let tag = RouteOptions(tag: "Authors")
        return [
            .get(
                "/api/v1/authors", "List authors", query: [Query.offset, Query.limit],
                returns: PageShape<AuthorShape>.self, options: tag, listAuthors),
            .post(
                "/api/v1/authors", "Create author", body: AuthorBody.self, status: .created,
                returns: AuthorShape.self, options: tag, addAuthor),
            .get(
                "/api/v1/authors/{author_id:int}", "Get author", access: .owner, returns: AuthorShape.self,
                options: tag, author),
            .put(
                "/api/v1/authors/{author_id:int}", "Update author", access: .owner, body: AuthorChangeBody.self,
                returns: AuthorShape.self, options: tag, updateAuthor),
            .delete(
                "/api/v1/authors/{author_id:int}", "Delete author, unless in use", access: .owner,
                returns: DoneShape.self, options: tag, deleteAuthor),
        ]
    }

    var importSessionRoutes: [Route] {
        let tag = RouteOptions(tag: "Import Sessions")
        return [
            .post(
                "/api/v1/import-sessions", "Create import session", body: ImportSessionBody.self, status: .created,
                returns: ImportSessionShape.self, options: tag.refusing(.notFound), addImportSession),
            .get(
                "/api/v1/import-sessions/{import_id:int}", "Get import session", access: .owner,
                returns: ImportSessionShape.self, options: tag, importSession),
            .get(
                "/api/v1/import-sessions", "List import sessions", query: [Query.offset, Query.shortLimit],
                returns: PageShape<ImportSessionShape>.self, options: tag, listImportSessions),
            .patch(
                "/api/v1/import-sessions/{import_id:int}", "Update import session status", access: .owner,
                body: ImportSessionChangeBody.self, returns: ImportSessionShape.self, options: tag,
                updateImportSession),
            .delete(
                "/api/v1/import-sessions/{import_id:int}", "Delete import session; its files stay", access: .owner,
                returns: DoneShape.self, options: tag, deleteImportSession),
        ]
    }

    var stackRoutes: [Route] {
        let tag = RouteOptions(tag: "PhotoStacks")
        return [
            .get(
                "/api/v1/photo-stacks", "List photo stacks", query: [Query.offset, Query.shortLimit],
                returns: PageShape<StackItemShape>.self, options: tag, listStacks),
            .get(
                "/api/v1/photo-stacks/{stack_id:int}", "Get photo stack details", access: .owner,
                returns: StackShape.self, options: tag, stack),
            .post(
                "/api/v1/photo-stacks", "Create photo stack", body: StackBody.self, status: .created,
                returns: StackAnswer.self, options: tag.refusing(.notFound), addStack),
            .put(
                "/api/v1/photo-stacks/{stack_id:int}", "Update photo stack", access: .owner,
                body: StackChangeBody.self, returns: ChangedStackAnswer.self, options: tag, updateStack),
            .delete(
                "/api/v1/photo-stacks/{stack_id:int}", "Delete photo stack; its photos stay", access: .owner,
                returns: DoneShape.self, options: tag, deleteStack),
            .post(
                "/api/v1/photo-stacks/{stack_id:int}/photo", "Add photo to stack, out of its former one",
                access: .owner, body: StackPhotoBody.self, returns: StackAnswer.self, options: tag, addToStack),
            .delete(
                "/api/v1/photo-stacks/{stack_id:int}/photo/{photo_hothash}", "Remove photo from stack",
                access: .owner, returns: StackAnswer.self, options: tag, removeFromStack),
        ]
    }

    var debugRoutes: [Route] {
        let tag = RouteOptions(tag: "Debug")
        return [
            .get(
                "/api/v1/debug/status", "System status", access: .admin, returns: StatusShape.self, options: tag,
                status),
            .get(
                "/api/v1/debug/database-stats", "Database stats", access: .admin, returns: DatabaseStatsShape.self,
                options: tag, databaseStats),
            .get(
                "/api/v1/debug/database-schema", "Database schema", access: .admin,
                returns: DatabaseSchemaShape.self, options: tag, databaseSchema),
            .post(
                "/api/v1/debug/reset-database", "Delete all photo data of everyone; accounts stay", access: .admin,
                returns: DoneShape.self, options: tag, resetDatabase),
            .delete(
                "/api/v1/debug/clear-table/{table_name}", "Delete all rows of one of the photo tables",
                access: .admin, returns: DoneShape.self, options: tag, clearTable),
        ]
    }
}

/// The query values of this dialect.
enum Query {
    static let offset = QueryField.integer("offset", 0...Int.max, default: 0, "How many to skip")
    static let limit = QueryField.integer("limit", 1...1000, default: 100, "How many to return")
    static let shortLimit = QueryField.integer("limit", 1...1000, default: 50, "How many to return")
    static let photoHothash = QueryField.text("photo_hothash", "Only files of this photo")
    static let width = QueryField.optionalInteger("width", 100...2000, "Pixels that the picture is to fit into")
    static let format = QueryField<StoredPicture.Format>.choice("format", default: .jpeg, "What the picture is to be")
    static let height = QueryField.optionalInteger("height", 100...2000, "Pixels that the picture is to fit into")
    static let threshold = QueryField.integer("threshold", 0...16, default: 5, "Bits that may differ, of 64")
    static let similarLimit = QueryField.integer("limit", 1...100, default: 10, "How many to return")
}

extension RouteOptions {
    fileprivate func refusing(_ statuses: HTTPResponse.Status...) -> Self {
        var options = self
        options.refuses = statuses
        return options
    }
}
