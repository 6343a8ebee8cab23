/// A `multipart/form-data` body, read to its end: the texts by name, and for each file what its receiver made of it.
public struct Form<File: Sendable>: Sendable {
    public internal(set) var texts: [(name: String, value: String)] = []
    public internal(set) var files: [(part: FormPart, value: File)] = []

    init() {}

    /// The first text of that name.
    public func text(_ name: String) -> String? { texts.first { $0.name == name }?.value }

    /// The first text of that name, which must be there and not empty.
    public func requiredText(_ name: String) throws(RequestError) -> String {
        guard let text = text(name), !text.isEmpty else { throw .field(name, .missing) }
        return text
    }

    /// The first text of that name as an integer; an empty one is none.
    public func integer(_ name: String) throws(RequestError) -> Int? {
        guard let text = text(name), !text.isEmpty else { return nil }
        guard let value = Int(text) else { throw .field(name, .wrongType(expected: "an integer")) }
        return value
    }

    /// The first file of that name.
    public func file(_ name: String) throws(RequestError) -> File {
        guard let file = files.first(where: { $0.part.name == name }) else { throw .field(name, .missing) }
        return file.value
    }
}

/// The head of one file in a form. Nothing in it is to be trusted: the name is no path, the type no proof.
public struct FormPart: Sendable, Equatable {
    public let name: String
    public let fileName: String
    /// As sent; nil where the sender did not say.
    public let mediaType: String?

    public init(name: String, fileName: String, mediaType: String?) {
        self.name = name
        self.fileName = fileName
        self.mediaType = mediaType
    }
}

/// The bytes of one file in a form, as they arrive. Iterated once, inside of its receiver. Iteration throws
/// `RequestError.tooLarge` beyond the route's limit, and whatever ended the connection where the sender is gone.
public struct PartBytes: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    let source: FormReader
    let part: Int

    public struct AsyncIterator: AsyncIteratorProtocol {
        let source: FormReader
        let part: Int
        public mutating func next() async throws -> [UInt8]? { try await source.next(of: part) }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source, part: part) }
}
