/// A path with captures: `/photos/{hothash}/stack`. A capture takes one whole segment.
public struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    public enum Segment: Sendable, Hashable {
        case literal(String)
        case capture(String, isInteger: Bool)
    }
    public let segments: [Segment]

    public init(_ path: String) {
        segments = path.split(separator: "/").map { segment in
            guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return .literal(String(segment)) }
            let inner = segment.dropFirst().dropLast()
            return inner.hasSuffix(":int")
                ? .capture(String(inner.dropLast(4)), isInteger: true) : .capture(String(inner), isInteger: false)
        }
    }

    public init(stringLiteral value: String) { self.init(value) }

    private init(segments: [Segment]) { self.segments = segments }

    /// This pattern below another.
    public func mounted(under base: PathPattern) -> PathPattern {
        PathPattern(segments: base.segments + segments)
    }

    /// Whether a path begins with this pattern, whose segments are all literals.
    func isHead(of path: [String]) -> Bool {
        segments.count <= path.count && zip(segments, path).allSatisfy { $0 == .literal($1) }
    }

    /// Whether the captures may hold these texts, in order: a number's holds digits.
    func mayCapture(_ texts: [String]) -> Bool {
        var texts = texts[...]
        for case .capture(_, let isInteger) in segments {
            guard let text = texts.popFirst() else { return true }
            guard isInteger else { continue }
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        }
        return true
    }

    /// As the OpenAPI document writes it.
    public var description: String {
        guard !segments.isEmpty else { return "/" }
        return segments.reduce(into: "") { path, segment in
            switch segment {
            case .literal(let text): path += "/" + text
            case .capture(let name, _): path += "/{\(name)}"
            }
        }
    }
}
