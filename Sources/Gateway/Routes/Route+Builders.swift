public import HTTPTypes

// The words that a table of routes is written in. Each names the method; what differs is what comes in and goes out:
// a `body:` arrives decoded, `returns:` is a shape that is answered with, and a handler without `returns:` makes the
// whole `Answer` itself and says in `answers:` which.

extension Route {
    /// The same route, asked first for what it can answer without waiting. Not for routes that are counted against a tier.
    ///
    /// - Parameter version: where the answer follows from the caller's account, the path and the query alone, and from rows:
    ///   a number that is another one as soon as those rows are. While it is the same, the answer is not asked for again.
    public func answering<Written: JSONWritable>(
        atOnce handler: @escaping @Sendable (Incoming) throws -> Written?,
        keptWhile version: (@Sendable () -> UInt64)? = nil
    ) -> Route {
        answering(atOnce: { try handler($0).map { .json($0) } }, keptWhile: version)
    }

    /// The same for what is no JSON.
    public func answering(
        atOnce handler: @escaping @Sendable (Incoming) throws -> Answer?,
        keptWhile version: (@Sendable () -> UInt64)? = nil
    ) -> Route {
        var route = self
        route.atOnce = handler
        route.keptWhile = version
        return route
    }

    /// GET answering with a shape.
    public static func get<Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        returns: Shape.Type, options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Incoming) async throws -> Shape
    ) -> Route {
        shaped(.get, path, summary, access: access, query: query, takes: [], status: .ok, options: options, handler)
    }

    /// GET answering with something else than a shape: a picture, a page.
    public static func get(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        answers: [AnswerDeclaration], options: RouteOptions = .none, _ handler: @escaping Handler
    ) -> Route {
        Route(
            .get, path, summary, access: access, query: query, takes: [], answers: answers, options: options,
            handler: handler)
    }

    /// POST with a JSON body.
    public static func post<Body: Decodable & Sendable, Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        body: Body.Type, status: HTTPResponse.Status = .ok, returns: Shape.Type, options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Body, Incoming) async throws -> Shape
    ) -> Route {
        decoded(.post, path, summary, access: access, query: query, status: status, options: options, handler)
    }

    /// PUT with a JSON body.
    public static func put<Body: Decodable & Sendable, Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        body: Body.Type, status: HTTPResponse.Status = .ok, returns: Shape.Type, options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Body, Incoming) async throws -> Shape
    ) -> Route {
        decoded(.put, path, summary, access: access, query: query, status: status, options: options, handler)
    }

    /// PATCH with a JSON body.
    public static func patch<Body: Decodable & Sendable, Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        body: Body.Type, status: HTTPResponse.Status = .ok, returns: Shape.Type, options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Body, Incoming) async throws -> Shape
    ) -> Route {
        decoded(.patch, path, summary, access: access, query: query, status: status, options: options, handler)
    }

    /// POST without a body, or with one of `takes` that the handler reads itself (`json`, `form`, `body`).
    public static func post<Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        takes: [BodyDeclaration] = [], status: HTTPResponse.Status = .ok, returns: Shape.Type,
        options: RouteOptions = .none, _ handler: @escaping @Sendable (Incoming) async throws -> Shape
    ) -> Route {
        shaped(
            .post, path, summary, access: access, query: query, takes: takes, status: status, options: options, handler)
    }

    /// PUT with one of `takes` that the handler reads itself.
    public static func put<Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        takes: [BodyDeclaration], status: HTTPResponse.Status = .ok, returns: Shape.Type,
        options: RouteOptions = .none, _ handler: @escaping @Sendable (Incoming) async throws -> Shape
    ) -> Route {
        shaped(
            .put, path, summary, access: access, query: query, takes: takes, status: status, options: options, handler)
    }

    /// DELETE answering with a shape.
    public static func delete<Shape: JSONWritable>(
        _ path: PathPattern, _ summary: String, access: Access = .account, query: [any QueryDeclaration] = [],
        status: HTTPResponse.Status = .ok, returns: Shape.Type, options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Incoming) async throws -> Shape
    ) -> Route {
        shaped(
            .delete, path, summary, access: access, query: query, takes: [], status: status, options: options, handler)
    }

    /// Any method answering with 204 and nothing else.
    public static func silent(
        _ method: HTTPRequest.Method, _ path: PathPattern, _ summary: String, access: Access = .account,
        query: [any QueryDeclaration] = [], takes: [BodyDeclaration] = [], options: RouteOptions = .none,
        _ handler: @escaping @Sendable (Incoming) async throws -> Void
    ) -> Route {
        Route(
            method, path, summary, access: access, query: query, takes: takes,
            answers: [AnswerDeclaration(.noContent, .nothing)], options: options
        ) { incoming in
            try await handler(incoming)
            return .empty()
        }
    }

    // MARK: The two that the others are made of

    private static func shaped<Shape: JSONWritable>(
        _ method: HTTPRequest.Method, _ path: PathPattern, _ summary: String, access: Access,
        query: [any QueryDeclaration], takes: [BodyDeclaration], status: HTTPResponse.Status, options: RouteOptions,
        _ handler: @escaping @Sendable (Incoming) async throws -> Shape
    ) -> Route {
        Route(
            method, path, summary, access: access, query: query, takes: takes,
            answers: [.json(Shape.self, status: status)], options: options
        ) { incoming in
            .json(try await handler(incoming), status: status)
        }
    }

    private static func decoded<Body: Decodable & Sendable, Shape: JSONWritable>(
        _ method: HTTPRequest.Method, _ path: PathPattern, _ summary: String, access: Access,
        query: [any QueryDeclaration], status: HTTPResponse.Status, options: RouteOptions,
        _ handler: @escaping @Sendable (Body, Incoming) async throws -> Shape
    ) -> Route {
        shaped(
            method, path, summary, access: access, query: query, takes: [.json(Body.self)], status: status,
            options: options
        ) { incoming in
            try await handler(try await incoming.json(Body.self), incoming)
        }
    }
}
