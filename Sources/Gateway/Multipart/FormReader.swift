import NIOCore

/// Reads a form off the network, part by part.
final class FormReader: Sendable {
    private let body: IncomingBody

    init(_ body: IncomingBody) { self.body = body }

    func nextOfPart() async throws -> [UInt8]? { try await body.next() }
}

extension Incoming {
    /// Reads a `multipart/form-data` body to its end. Texts are gathered (all of them together at most
    /// `textLimitBytes`); each file is handed to `receive` as it arrives, which gives back whatever stands for it. Memory
    /// stays at a chunk or two. Where the sender goes away, or a limit is passed, iterating `bytes` throws, so that
    /// `receive` can drop what it had begun.
    public func form<File: Sendable>(
        textLimitBytes: Int = 1 << 20,
        receive: (_ part: FormPart, _ bytes: PartBytes) async throws -> File
    ) async throws -> Form<File> {
        throw RequestError.malformedForm(reason: "not yet")
    }
}
