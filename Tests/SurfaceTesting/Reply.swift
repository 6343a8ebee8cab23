public import Gateway
public import HTTPTypes
public import Testing

/// What came back.
public struct Reply: Sendable {
    public let status: HTTPResponse.Status
    public let headers: HTTPFields
    public let bytes: [UInt8]

    /// Null where the body is no JSON.
    public var json: JSONValue { (try? JSONParser.parse(bytes)) ?? .null }
    public subscript(name: String) -> JSONValue? { json[name] }
    public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    @discardableResult
    public func expect(_ status: HTTPResponse.Status, _ location: SourceLocation = #_sourceLocation) -> Reply {
        #expect(
            self.status == status, "\(String(decoding: bytes.prefix(300), as: UTF8.self))", sourceLocation: location)
        return self
    }
}

extension JSONValue {
    /// The element of an array.
    public subscript(index: Int) -> JSONValue? { elements.indices.contains(index) ? elements[index] : nil }

    public var count: Int { elements.count }

    /// Those of an array; none of anything else.
    public var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    public var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The names of an object's members.
    public var names: Set<String> { Set((members ?? []).map(\.name)) }
}
