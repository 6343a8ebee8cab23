import HTTPTypes

/// A route at the place where it is mounted.
struct MountedRoute: Sendable {
    let route: Route
    /// nil for the server's own pages.
    let dialect: Dialect?
    /// With the surface's prefix, where it is mounted under one.
    let path: PathPattern
    /// The same, written out once.
    let pathText: String

    init(route: Route, dialect: Dialect?, path: PathPattern) {
        self.route = route
        self.dialect = dialect
        self.path = path
        pathText = path.description
    }
}

/// Finds the route of a path: a trie by segment. A literal goes before a capture, and the walk turns back where the
/// literal leads nowhere, or a capture can't hold what stands there. Names of captures belong to the route, so two
/// methods may call the same segment differently.
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

        /// Whether a refusal is due, or may be, before it is known which dialect's words it is in.
        var needsWords: Bool { if case .found(let routes, _) = self { routes.count != 1 } else { true } }
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

    /// What a walk has met on its way.
    private struct Walk {
        let method: HTTPRequest.Method
        var captured: [String] = []
        /// Routes of the path that want another method.
        var others: [MountedRoute] = []
        /// Routes of the method whose captures can't hold what the path has there, and that. They refuse it themselves.
        var misfit: (routes: [MountedRoute], captured: [String])?
    }

    /// - Parameter segments: of the request's path, percent-decoded.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        var walk = Walk(method: method)
        if let routes = find(segments[...], from: 0, &walk) { return .found(routes, captured: walk.captured) }
        if !walk.others.isEmpty {
            return .otherMethods(Self.allowed(walk.others.map(\.route.method)), by: walk.others)
        }
        return walk.misfit.map { .found($0.routes, captured: $0.captured) } ?? .nothing
    }

    private func find(_ segments: ArraySlice<String>, from node: Int, _ walk: inout Walk) -> [MountedRoute]? {
        guard let segment = segments.first else { return routes(at: node, &walk) }
        if let next = nodes[node].literals[segment], let found = find(segments.dropFirst(), from: next, &walk) {
            return found
        }
        guard let next = nodes[node].capture else { return nil }
        walk.captured.append(segment)
        if let found = find(segments.dropFirst(), from: next, &walk) { return found }
        walk.captured.removeLast()
        return nil
    }

    private func routes(at node: Int, _ walk: inout Walk) -> [MountedRoute]? {
        let walkCaptured = walk.captured
        func fitting(_ mounted: [MountedRoute]) -> [MountedRoute] {
            mounted.allSatisfy { $0.path.mayCapture(walkCaptured) }
                ? mounted : mounted.filter { $0.path.mayCapture(walkCaptured) }
        }
        // HEAD is GET without the body.
        let method = nodes[node].routes[walk.method] == nil && walk.method == .head ? .get : walk.method
        if let found = nodes[node].routes[method].map(fitting), !found.isEmpty { return found }
        let routes = nodes[node].routes.mapValues(fitting)
        if let misfits = nodes[node].routes[method] { walk.misfit = (misfits, walk.captured) }
        walk.others += routes.values.joined()
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
        // By bytes: both are ASCII, and no part of another character's.
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        } else {
            query = ""
        }
        // `GET http://host/path`, as a proxy sends it.
        if rest.utf8.first != UInt8(ascii: "/"), let scheme = rest.firstRange(of: "://") {
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
