import Foundation
import Store
import Vision

/// What one step found.
struct StepFinding: Sendable {
    /// A JSON object.
    let result: String
    /// How the picture looks, where the step has found that out.
    var descriptor: [UInt8]?
}

/// The findings of a picture's steps, as far as they have got.
struct StepResults: Sendable {
    var facts: PictureFacts?
    var classification: PictureClassification?
    var attributes: [PictureAttribute]?
    var defects: [PictureDefect]?
    var description: PictureDescription?
    let modelVersion: String

    /// All of them together; throws where one is missing.
    func findings(processingMilliseconds: Int) throws -> ImageAnalysis.Findings {
        guard let classification, let attributes, let defects, let description else {
            throw LibraryError.broken(reason: "a picture's analysis ends before its steps")
        }
        return ImageAnalysis.Findings(
            modelVersion: modelVersion, classification: classification, description: description,
            attributes: attributes, defects: defects, processingMilliseconds: processingMilliseconds)
    }
}

/// One picture's way through the steps: what earlier steps found is at hand for later ones, whether this worker did them
/// or one before it.
struct PictureExamination: Sendable {
    private(set) var results: StepResults
    private var picture: ExaminedPicture
    private let examiner: PictureExaminer

    init(_ begun: BegunPicture, _ examiner: PictureExaminer) throws {
        self.examiner = examiner
        picture = try ExaminedPicture(begun)
        results = StepResults(modelVersion: examiner.version)
        for step in begun.steps where step.status == .completed {
            switch ProcessingStep.Name(rawValue: step.step) {
            case .preprocess: results.facts = try KeptJSON.decode(step.result)
            case .classify: results.classification = try KeptJSON.decode(step.result)
            case .extractAttributes:
                results.attributes = (try KeptJSON.decode(step.result) as PictureAttributes).attributes
            case .detectDefects: results.defects = (try KeptJSON.decode(step.result) as PictureDefects).defects
            case .generateDescription: results.description = try KeptJSON.decode(step.result)
            case nil: break
            }
        }
    }

    /// Does a step. Throws `JobFailure` in words for the picture's owner.
    mutating func perform(_ step: ProcessingStepRow) async throws -> StepFinding {
        switch ProcessingStep.Name(rawValue: step.step) {
        case .preprocess:
            let facts = try await examiner.preprocess(&picture)
            results.facts = facts
            return StepFinding(result: try KeptJSON.encode(facts), descriptor: picture.seen?.descriptor.bytes)
        case .classify:
            let classification = try await examiner.classify(&picture)
            results.classification = classification
            return StepFinding(result: try KeptJSON.encode(classification))
        case .extractAttributes:
            let attributes = try await examiner.attributes(of: &picture)
            results.attributes = attributes
            return StepFinding(result: try KeptJSON.encode(PictureAttributes(attributes: attributes)))
        case .detectDefects:
            let defects = try await examiner.defects(of: &picture)
            results.defects = defects
            return StepFinding(result: try KeptJSON.encode(PictureDefects(defects: defects)))
        case .generateDescription:
            let description = try await examiner.describe(&picture)
            results.description = description
            return StepFinding(result: try KeptJSON.encode(description))
        case nil: throw LibraryError.broken(reason: "a step that is called \(step.step)")
        }
    }
}
