import HTTPTypes
import Identity

/// What the OpenAPI document says of itself.
public struct DocumentInfo: Sendable {
    public var title: String
    public var version: String
    public var description: String

    public init(title: String, version: String, description: String = "") {
        self.title = title
        self.version = version
        self.description = description
    }
}

/// The OpenAPI 3.1 document of those dialects and pages, as UTF-8 JSON. Everything in it is read off the declarations: the
/// routes, the shapes' own `write`, the bodies' own `init(from:)`, and each dialect's own `refusal` for the statuses of
/// its errors.
///
/// Where two dialects own the same exact path, the first is shown there and the others under their prefix.
public func openAPIDocument(of dialects: [Dialect], serverRoutes: [Route] = [], info: DocumentInfo) -> [UInt8] {
    var paths = PathItems()
    var schemas: [JSONValue.Member] = []
    for dialect in dialects {
        let components = SchemaComponents(prefix: dialects.count > 1 ? "\(dialect.surface.rawValue)." : "")
        for route in dialect.routes {
            let operation = Operation(route, dialect: dialect, components: components)
            if !paths.add(operation, at: route.path) {
                paths.add(operation, at: route.path.mounted(under: PathPattern("/" + dialect.surface.rawValue)))
            }
        }
        schemas += components.all
    }
    let components = SchemaComponents(prefix: dialects.count > 0 && !serverRoutes.isEmpty ? "server." : "")
    for route in serverRoutes { paths.add(Operation(route, dialect: nil, components: components), at: route.path) }
    schemas += components.all

    let document: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": .string(info.title), "version": .string(info.version), "description": .string(info.description),
            "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        ],
        "servers": [["url": "/"]],
        "paths": paths.value,
        "components": [
            "schemas": .object(schemas),
            "securitySchemes": [
                "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
                "tokenInQuery": ["type": "apiKey", "in": "query", "name": "token"],
            ],
        ],
    ]
    return document.serialized
}

/// The operations by path. Two patterns that differ only in what they call their captures are one path, under the names
/// of the first.
private struct PathItems {
    private var items: [(pattern: PathPattern, operations: [JSONValue.Member])] = []

    @discardableResult
    mutating func add(_ operation: Operation, at path: PathPattern) -> Bool {
        let index =
            items.firstIndex { $0.pattern.hasSameShape(as: path) }
            ?? {
                items.append((path, []))
                return items.count - 1
            }()
        let name = operation.route.method.rawValue.lowercased()
        guard !items[index].operations.contains(where: { $0.name == name }) else { return false }
        items[index].operations.append(.init(name, operation.value(namesFrom: items[index].pattern)))
        return true
    }

    var value: JSONValue {
        .object(items.map { .init($0.pattern.description, .object($0.operations)) })
    }
}

extension PathPattern {
    /// Whether the two match the same paths.
    fileprivate func hasSameShape(as other: PathPattern) -> Bool {
        segments.count == other.segments.count
            && zip(segments, other.segments).allSatisfy { pair in
                switch pair {
                case (.literal(let left), .literal(let right)): left == right
                case (.capture, .capture): true
                default: false
                }
            }
    }
}
