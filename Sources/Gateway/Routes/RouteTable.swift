import HTTPTypes

/// A route at the place where it is mounted.
struct MountedRoute: Sendable {
    let route: Route
    /// nil for the server's own pages.
    let dialect: Dialect?
    /// With the surface's prefix, where it is mounted under one.
    let path: PathPattern
}

/// Finds the route of a path: a trie by segment. A literal goes before a capture, and the walk turns back where the
/// literal leads nowhere. Names of captures belong to the route, so two methods may call the same segment differently.
struct RouteTable: Sendable {
    private struct Node {
        var literals: [String: Int] = [:]
        var capture: Int?
        /// By method; more than one where several dialects own the same path.
        var routes: [HTTPRequest.Method: [MountedRoute]] = [:]
    }

    enum Match: Sendable {
        case found([MountedRoute], captured: [String])
        case otherMethods([String], by: [MountedRoute])
        case nothing
    }

    private var nodes = [Node()]
    private(set) var all: [MountedRoute] = []

    mutating func mount(_ mounted: MountedRoute) {
        var node = 0
        for segment in mounted.path.segments {
            switch segment {
            case .literal(let text):
                node = nodes[node].literals[text] ?? append { $0.nodes[node].literals[text] = $1 }
            case .capture:
                node = nodes[node].capture ?? append { $0.nodes[node].capture = $1 }
            }
        }
        let siblings = nodes[node].routes[mounted.route.method, default: []]
        precondition(
            !siblings.contains { $0.dialect?.surface == mounted.dialect?.surface },
            "\(mounted.route.method) \(mounted.path) is declared twice")
        nodes[node].routes[mounted.route.method, default: []].append(mounted)
        all.append(mounted)
    }

    private mutating func append(_ link: (inout Self, Int) -> Void) -> Int {
        nodes.append(Node())
        link(&self, nodes.count - 1)
        return nodes.count - 1
    }

    /// - Parameter segments: of the request's path, percent-decoded.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        var captured: [String] = []
        var others: [MountedRoute] = []
        if let routes = find(method, segments[...], from: 0, &captured, &others) {
            return .found(routes, captured: captured)
        }
        guard !others.isEmpty else { return .nothing }
        return .otherMethods(Self.allowed(others.map(\.route.method)), by: others)
    }

    private func find(
        _ method: HTTPRequest.Method, _ segments: ArraySlice<String>, from node: Int, _ captured: inout [String],
        _ others: inout [MountedRoute]
    ) -> [MountedRoute]? {
        guard let segment = segments.first else {
            let routes = nodes[node].routes
            // HEAD is GET without the body.
            if let found = routes[method] ?? (method == .head ? routes[.get] : nil) { return found }
            others += routes.values.joined()
            return nil
        }
        if let next = nodes[node].literals[segment],
            let found = find(method, segments.dropFirst(), from: next, &captured, &others)
        {
            return found
        }
        guard let next = nodes[node].capture else { return nil }
        captured.append(segment)
        if let found = find(method, segments.dropFirst(), from: next, &captured, &others) { return found }
        captured.removeLast()
        return nil
    }

    /// As an `Allow` header lists them.
    private static func allowed(_ methods: [HTTPRequest.Method]) -> [String] {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted()
    }
}

/// A request's target, taken apart.
struct RequestTarget {
    /// Percent-decoded; a trailing slash leaves no empty one. nil where an escape is not one or the bytes are not UTF-8.
    let segments: [String]?
    let query: Substring

    init(_ target: String) {
        var rest = target[...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        } else {
            query = ""
        }
        // `GET http://host/path`, as a proxy sends it.
        if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
            let authority = rest[scheme.upperBound...]
            rest = authority.firstIndex(of: "/").map { authority[$0...] } ?? "/"
        }
        var pieces = rest.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if pieces.first?.isEmpty == true { pieces.removeFirst() }
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        var segments: [String]? = []
        for piece in pieces {
            guard let segment = percentDecoded(piece), !segment.utf8.contains(0) else {
                segments = nil
                break
            }
            segments?.append(segment)
        }
        self.segments = segments
    }
}
