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
