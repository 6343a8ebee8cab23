import Foundation

/// A body as JSON text.
func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // Base64 is full of slashes, and each would grow by a byte.
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return Array(try encoder.encode(value))
}

extension ModelConnection {
    /// A stranger's JSON in the shape that its protocol promises.
    func decoded<Body: Decodable>(_ bytes: [UInt8]) throws(VisionError) -> Body {
        do {
            return try JSONDecoder().decode(Body.self, from: Data(bytes))
        } catch {
            throw VisionError(provider, .malformed(reason: String(forLog: String(describing: error))))
        }
    }

    /// Runs `question` when its turn has come, with what is left of its time.
    func inLine<Answer: Sendable>(
        _ queue: WaitingLine, _ question: @Sendable (_ remaining: Duration) async throws -> Answer
    ) async throws -> Answer {
        let deadline = ContinuousClock.now + limits.answer
        return try await queue.withTurn {
            let remaining = deadline - .now
            guard remaining > .zero else { throw VisionError(provider, .timedOut) }
            return try await question(remaining)
        }
    }
}
