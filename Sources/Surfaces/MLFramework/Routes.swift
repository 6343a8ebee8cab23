public import Gateway
import HTTPTypes
import Identity
public import Library

extension Dialect {
    /// ML Framework: a chat front end with projects and attachments. Its document is `seeds/ml-framework.md`.
    public static func mlFramework(_ library: Library) -> Dialect {
        let api = Handlers(library: library)
        return Dialect(
            .mlFramework, title: "ML Framework", basePaths: ["/api/v1", "/uploads"],
            routes: api.accountRoutes + api.projectRoutes + api.conversationRoutes + api.fileRoutes
                + api.administrationRoutes,
            refusal: MLFrameworkError.refusal, errorBody: MLFrameworkError.write)
    }
}

/// What the handlers, in the files by subject, are methods of.
struct Handlers: Sendable {
    let library: Library
}

/// A page of a list. The document has none, so a client that says nothing gets all that a list may hold.
enum Paging {
    static let mostItems = Conversations.mostListed
    static let limit = QueryField.integer("limit", 1...mostItems, default: mostItems, "At most so many, newest first")
    static let offset = QueryField.integer(
        "offset", 0...Int(Int32.max), default: 0, "So many of the newest are left out")
    static let all: [any QueryDeclaration] = [limit, offset]
}

// The table: method, path, who may, types.

extension Handlers {
    var accountRoutes: [Route] {
        let tag = RouteOptions(tag: "Authentication")
        return [
            .post(
                "/api/v1/auth/register", "Make an account and log in", access: .anyone, body: RegisterBody.self,
                returns: SignInShape.self, options: tag, register),
            .post(
                "/api/v1/auth/login", "Log in by e-mail or username", access: .anyone, body: LoginBody.self,
                returns: SignInShape.self, options: tag, login),
            .post(
                "/api/v1/auth/refresh", "New access token for a refresh token", access: .anyone,
                body: RefreshBody.self, returns: TokensShape.self, options: tag, refresh),
            .get("/api/v1/auth/me", "Who is logged in", returns: UserShape.self, options: tag, me),
            .post(
                "/api/v1/auth/logout", "End the session of a refresh token", access: .anyone, body: RefreshBody.self,
                returns: MessageAnswer.self, options: tag, logout),
        ]
    }

    var projectRoutes: [Route] {
        let tag = RouteOptions(tag: "Projects")
        return [
            .post(
                "/api/v1/projects", "Make a project", body: ProjectBody.self, returns: ProjectShape.self, options: tag,
                addProject),
            .get(
                "/api/v1/projects", "All projects, newest first", query: Paging.all, returns: [ProjectShape].self,
                options: tag, listProjects),
            .patch(
                "/api/v1/projects/{project_id:int}", "Change a project", access: .owner, body: ProjectChangeBody.self,
                returns: ProjectShape.self, options: tag, updateProject),
            .delete(
                "/api/v1/projects/{project_id:int}", "Delete a project with all its conversations", access: .owner,
                returns: MessageAnswer.self, options: tag, deleteProject),
        ]
    }

    var conversationRoutes: [Route] {
        let tag = RouteOptions(tag: "Conversations")
        let listed = RouteOptions(
            description: "Of very many, the older come with no messages; `messageCount` says how many there are.",
            tag: "Conversations")
        let answered: [AnswerDeclaration] = [
            .json(MessageShape.self, "The assistant's answer"),
            .media("text/event-stream", "The answer as it comes, where `Accept` asks for it"),
            .refusal(.badGateway, "The model gave no answer; the message is kept"),
        ]
        return [
            .post(
                "/api/v1/conversations", "Begin a conversation", body: ConversationBody.self,
                returns: ConversationShape.self, options: tag, addConversation),
            .get(
                "/api/v1/conversations", "All conversations, newest first", query: Paging.all,
                returns: [ConversationShape].self, options: listed, listConversations),
            .get(
                "/api/v1/conversations/{conversation_id:int}", "One conversation with all its messages",
                access: .owner, returns: ConversationShape.self, options: tag, conversation),
            Route(
                .post, "/api/v1/conversations/{conversation_id:int}/messages", "Send a message and have it answered",
                access: .owner, query: [], takes: [.json(MessageBody.self)], answers: answered,
                options: RouteOptions(
                    description: "With `Idempotency-Key`, sending the same again makes no second message.",
                    tag: "Conversations"),
                handler: send),
        ]
    }

    var fileRoutes: [Route] {
        [
            .post(
                "/api/v1/upload", "Upload a file of any kind",
                takes: [.form([.file("file")], fileLimitBytes: Attachments.limitBytes)], returns: FileShape.self,
                options: RouteOptions(tag: "Files"), upload),
            .get(
                "/uploads/{upload_id:int}/{filename}", "A file as it was uploaded", access: .owner,
                answers: [.media("*/*")], options: RouteOptions(tokenInQuery: true, tag: "Files"), file),
        ]
    }

    var administrationRoutes: [Route] {
        let tag = RouteOptions(tag: "Administration")
        return [
            .get(
                "/api/v1/admin/users", "All users, newest first", access: .admin, query: Paging.all,
                returns: [UserShape].self, options: tag, listUsers),
            .patch(
                "/api/v1/admin/users/{user_id:int}", "Give a user another role", access: .admin, body: RoleBody.self,
                returns: UserShape.self, options: tag, updateUser),
            .delete(
                "/api/v1/admin/users/{user_id:int}", "Delete a user with everything that is theirs", access: .admin,
                returns: MessageAnswer.self, options: tag, deleteUser),
            .get(
                "/api/v1/admin/metrics", "How much there is of everything", access: .admin, returns: MetricsShape.self,
                options: tag, metrics),
        ]
    }
}
