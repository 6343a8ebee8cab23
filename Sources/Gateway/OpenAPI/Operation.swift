import HTTPTypes
import Identity

/// One route as the OpenAPI document describes it.
struct Operation {
    let route: Route
    let dialect: Dialect?
    let components: SchemaComponents

    init(_ route: Route, dialect: Dialect?, components: SchemaComponents) {
        self.route = route
        self.dialect = dialect
        self.components = components
    }

    /// - Parameter pattern: whose captures' names the document uses for this path.
    func value(namesFrom pattern: PathPattern) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("operationId", .string(operationID)), .init("summary", .string(route.summary)),
            .init("tags", [.string(tag)]),
        ]
        if !description.isEmpty { members.append(.init("description", .string(description))) }
        if route.options.isDeprecated { members.append(.init("deprecated", true)) }
        let parameters = pathParameters(pattern) + queryParameters
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        if !route.takes.isEmpty { members.append(.init("requestBody", requestBody)) }
        members.append(.init("responses", .object(responses)))
        members.append(.init("security", .array(security)))
        return .object(members)
    }

    private var tag: String {
        route.options.tag.isEmpty ? dialect?.title ?? "Server" : route.options.tag
    }

    private var description: String {
        guard route.isSocket else { return route.options.description }
        let refusals = impliedErrors.map { dialect?.refusal($0) ?? Refusal.standard(for: $0) }
        let codes = Set(refusals.compactMap { SocketClosing($0)?.code }).sorted().map(String.init)
        let words = [
            "A WebSocket: after the 101 each message is one JSON text. It closes with 1000 at the end.",
            codes.isEmpty
                ? "" : "Refusals are close codes of the accepted connection: \(codes.joined(separator: ", ")).",
            route.options.description,
        ]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var operationID: String {
        let path = route.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .capture(let name, _): "by-\(name)"
            }
        }
        return ([dialect?.surface.rawValue ?? "server", route.method.rawValue.lowercased()] + path)
            .joined(separator: "-")
    }

    private func pathParameters(_ pattern: PathPattern) -> [JSONValue] {
        pattern.segments.compactMap { segment in
            guard case .capture(let name, let isInteger) = segment else { return nil }
            return [
                "name": .string(name), "in": "path", "required": true,
                "schema": ["type": isInteger ? "integer" : "string"],
            ]
        }
    }

    private var queryParameters: [JSONValue] {
        route.query.map { field in
            var members: [JSONValue.Member] = [
                .init("name", .string(field.name)), .init("in", "query"), .init("required", .bool(field.isRequired)),
                .init("schema", field.schema),
            ]
            if !field.summary.isEmpty { members.append(.init("description", .string(field.summary))) }
            return .object(members)
        }
    }

    private var security: [JSONValue] {
        guard route.access != .anyone else { return [] }
        return route.options.tokenInQuery ? [["bearer": []], ["tokenInQuery": []]] : [["bearer": []]]
    }

    // MARK: Bodies

    private var requestBody: JSONValue {
        var content: [JSONValue.Member] = []
        for body in route.takes {
            let schema =
                switch body {
                case .json(let type, _): SchemaDecoder.schema(of: type, in: components)
                case .form(let fields, _): formSchema(fields)
                case .bytes: ["type": "string", "format": "binary"] as JSONValue
                }
            for type in body.mediaTypes { content.append(.init(type, ["schema": schema])) }
        }
        return ["required": true, "content": .object(content)]
    }

    private func formSchema(_ fields: [FormField]) -> JSONValue {
        let properties = fields.map { field -> JSONValue.Member in
            let file: JSONValue = ["type": "string", "format": "binary"]
            return switch field.kind {
            case .text: .init(field.name, ["type": "string"])
            case .integer: .init(field.name, ["type": "integer"])
            case .file: .init(field.name, file)
            case .files: .init(field.name, ["type": "array", "items": file])
            }
        }
        var members: [JSONValue.Member] = [.init("type", "object"), .init("properties", .object(properties))]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        return .object(members)
    }

    // MARK: Answers

    private var responses: [JSONValue.Member] {
        var byStatus: [Int: JSONValue] = [:]
        for answer in route.answers {
            let isRefusal = answer.status.code >= 400
            var members: [JSONValue.Member] = [
                .init("description", .string(answer.summary.isEmpty ? answer.status.reasonPhrase : answer.summary))
            ]
            switch answer.content {
            case .nothing: if isRefusal { members.append(.init("content", errorContent)) }
            case .json(let type):
                members.append(.init("content", ["application/json": ["schema": type.schema(in: components)]]))
            case .media(let type):
                // An answer may come in one of several types.
                var types: [JSONValue.Member] = []
                if case .object(let others)? = byStatus[answer.status.code]?["content"] { types = others }
                types.append(.init(type, ["schema": ["type": "string", "format": "binary"]]))
                members.append(.init("content", .object(types)))
            }
            byStatus[answer.status.code] = .object(members)
        }
        let refusals = impliedErrors.map { dialect?.refusal($0) ?? Refusal.standard(for: $0) }
        let handshakeErrors: [RequestError] = route.isSocket ? [.upgradeRequired, .badHandshake(reason: "")] : []
        let implied =
            refusals.filter { !route.isSocket || SocketClosing($0) == nil }.map(\.status)
            + handshakeErrors.map { Refusal.standard(for: $0).status }
        for status in implied + route.options.refuses where byStatus[status.code] == nil {
            byStatus[status.code] = ["description": .string(status.reasonPhrase), "content": errorContent]
        }
        return byStatus.sorted { $0.key < $1.key }.map { .init(String($0.key), $0.value) }
    }

    /// What can go wrong by the declaration alone.
    private var impliedErrors: [RequestError] {
        var errors: [RequestError] = []
        if route.access != .anyone { errors.append(.unauthenticated) }
        if route.access == .admin { errors.append(.forbidden) }
        if !route.query.isEmpty || !route.takes.isEmpty { errors.append(.field("field", .missing)) }
        if route.path.segments.contains(where: { if case .capture = $0 { true } else { false } }) {
            errors.append(.noSuchPath)
        }
        if !route.takes.isEmpty {
            errors += [.tooLarge(limitBytes: 1), .unsupportedMediaType(takes: []), .notJSON(reason: "")]
        }
        if let tier = route.options.tier {
            errors.append(.tooManyRequests(Allowance(limit: tier.limit, remaining: 0, resetSeconds: 1)))
        }
        if let limit = route.options.socketLimit {
            errors.append(.tooManyRequests(Allowance(limit: limit, remaining: 0, resetSeconds: 1)))
        }
        return errors
    }

    private var errorContent: JSONValue {
        let write = dialect?.errorBody ?? Gateway.neutralErrorBody
        let sample = Refusal(.badRequest, "title is required", fields: [("title", .missing)])
        let reference = components.reference(to: "Error", fullName: "Error") {
            let recorder = SchemaRecorder(components)
            var writer = JSONObjectWriter(recorder: recorder)
            write(sample, &writer)
            return recorder.schema
        } example: {
            var writer = JSONObjectWriter()
            writer.appendObject { write(sample, &$0) }
            return try? JSONParser.parse(writer.bytes)
        }
        return ["application/json": ["schema": reference]]
    }
}
