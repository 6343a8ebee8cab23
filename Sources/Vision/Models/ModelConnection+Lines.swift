import AsyncHTTPClient
import NIOCore

extension ModelConnection {
    /// Hands over a streamed answer line by line, without its line ends, as each comes. Throws `.tooLong` where all of it
    /// is over the limit.
    ///
    /// - Parameter take: says whether to go on.
    func lines(of body: HTTPClientResponse.Body, _ take: ([UInt8]) throws -> Bool) async throws {
        var line: [UInt8] = []
        var bytes = 0
        for try await part in body {
            bytes += part.readableBytes
            guard bytes <= Self.mostStreamedBytes else {
                throw VisionError(provider, .tooLong(limitBytes: Self.mostStreamedBytes))
            }
            for byte in part.readableBytesView {
                guard byte == 0x0A else {
                    line.append(byte)
                    continue
                }
                if line.last == 0x0D { line.removeLast() }
                guard try take(line) else { return }
                line.removeAll(keepingCapacity: true)
            }
        }
        if !line.isEmpty { _ = try take(line) }
    }

    /// As much of an error's body as is worth reading.
    func opening(of body: HTTPClientResponse.Body) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in body {
            bytes.append(contentsOf: part.readableBytesView)
            if bytes.count >= 16 << 10 { break }
        }
        return bytes
    }

    /// A word comes in a hundred bytes of JSON.
    private static let mostStreamedBytes = 8 << 20
}

/// The words of a streamed answer, told as they come and gathered.
struct HeardWords {
    private(set) var text = ""
    private let heard: @Sendable (String) -> Void

    init(_ heard: @escaping @Sendable (String) -> Void) {
        self.heard = heard
    }

    mutating func hear(_ words: String?, limitBytes: Int, from provider: VisionProvider) throws(VisionError) {
        guard let words, !words.isEmpty else { return }
        guard text.utf8.count + words.utf8.count <= limitBytes else {
            throw VisionError(provider, .tooLong(limitBytes: limitBytes))
        }
        text += words
        heard(words)
    }

    /// All of them, as an answer. Throws `.malformed` where there were none.
    func answer(by provider: VisionProvider, model: String) throws(VisionError) -> VisionAnswer {
        guard let said = VisionAnswer(said: text, by: provider, model: model) else {
            throw VisionError(provider, .malformed(reason: "the model said nothing"))
        }
        return said
    }
}
