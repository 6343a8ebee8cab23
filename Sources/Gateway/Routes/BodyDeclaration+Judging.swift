extension BodyDeclaration {
    /// As a 415 and the OpenAPI document name them.
    var mediaTypes: [String] {
        switch self {
        case .json: ["application/json"]
        case .form: ["multipart/form-data"]
        case .bytes(let types, _): types
        }
    }

    /// - Parameter sent: of the request; `.none` where it names no type, `.some(nil)` where what it names is none.
    ///   JSON may come unnamed, as scripts send it.
    func takes(_ sent: MediaType??) -> Bool {
        guard let sent else { if case .json = self { return true } else { return mediaTypes.contains("*/*") } }
        guard let sent else { return false }
        return switch self {
        case .json: sent.isJSON
        case .form: sent.essence == "multipart/form-data"
        case .bytes(let types, _): types.contains { sent.matches($0) }
        }
    }

    /// The limit that the whole body is judged by. A form is allowed its texts and its boundaries besides its file; one
    /// that takes several files is judged file by file, and may have so many as fit into a hundred times the limit.
    func limitBytes(json: Int) -> Int {
        switch self {
        case .json(_, let own): own ?? json
        case .form(let fields, let file):
            file * (fields.contains { $0.kind == .files } ? 100 : 1) + Self.formOverhead
        case .bytes(_, let limit): limit
        }
    }

    /// The limit as the client is told it.
    func statedLimitBytes(json: Int) -> Int {
        if case .form(_, let file) = self { file } else { limitBytes(json: json) }
    }

    static let formOverhead = 2 << 20
}
