import Logging
import Vision

/// What pictures show, in words: a model's where one is asked for and answers, else what is measured.
struct PictureWords: Sendable {
    let models: Models
    let codecs: PictureCodecs
    let log: Logger

    /// Describes the picture in a file. A provider that is not configured, or fails, costs nothing but its words: then the
    /// built-in analyser speaks, and the answer says so.
    ///
    /// Decoding takes a turn in the codecs' pool, and gives it back before a model is asked, which may take minutes.
    ///
    /// - Parameters:
    ///   - text: What was read from the picture; nil where nobody looked.
    ///   - provider: Who should speak.
    /// - Throws: `MediaError` where the picture can't be decoded, or not now; `CancellationError`.
    func describe(
        path: String, text: String?, by provider: VisionProvider, prompt: String? = nil
    ) async throws -> VisionAnswer {
        let seen = try await codecs.appearance(path: path)
        let picture = VisionPicture(measurements: seen.measurements, jpeg: seen.preview.jpeg, text: text)
        guard provider != .builtin, let model = models.analyser(provider) else {
            return BuiltInAnalyser().describe(picture, prompt: prompt)
        }
        do throws(VisionError) {
            return try await model.describe(picture, prompt: prompt)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            log.warning(
                "a model gave no words", metadata: ["provider": "\(error.provider)", "problem": "\(error.problem)"])
            return BuiltInAnalyser().describe(picture, prompt: prompt)
        }
    }
}
