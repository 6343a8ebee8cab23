import Gateway

/// An id as this dialect writes it, a decimal string, or as its clients may: an integer.
struct DecimalID: RequestField {
    let value: Int64

    static let sample = DecimalID(value: 1)

    static func schema(in components: SchemaComponents) -> JSONValue {
        ["oneOf": [["type": "string", "pattern": "^[0-9]+$"], ["type": "integer"]]]
    }

    init(value: Int64) { self.value = value }

    init(from decoder: any Decoder) throws {
        guard let value = Self.value(of: try JSONValue(from: decoder)) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "must be an id"))
        }
        self.value = value
    }

    fileprivate static func value(of json: JSONValue) -> Int64? {
        switch json {
        case .integer(let number): number
        case .string(let text): value(of: text[...])
        default: nil
        }
    }

    /// Digits only. A number beyond all ids names nothing, but it is one.
    fileprivate static func value(of text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}

/// A file that was uploaded before: by its id, or by its `file_path`, with or without the server before it.
struct FileReference: RequestField {
    let id: Int64

    static let sample = FileReference(id: 1)

    static func schema(in components: SchemaComponents) -> JSONValue {
        ["oneOf": [["type": "string", "examples": ["1", "/uploads/1/document.pdf"]], ["type": "integer"]]]
    }

    init(id: Int64) { self.id = id }

    init(from decoder: any Decoder) throws {
        let json = try JSONValue(from: decoder)
        guard let id = DecimalID.value(of: json) ?? json.text.flatMap(Self.id(inPath:)) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "must be the id or the file_path of an upload"))
        }
        self.id = id
    }

    private static func id(inPath path: String) -> Int64? {
        let pieces = path.split(separator: "/")
        guard let folder = pieces.firstIndex(of: "uploads"), folder + 1 < pieces.endIndex else { return nil }
        return DecimalID.value(of: pieces[folder + 1])
    }
}
