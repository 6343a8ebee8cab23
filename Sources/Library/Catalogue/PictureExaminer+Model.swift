import Foundation
import Logging
import Vision

// What a model is asked. It is told what shape its answer must have; an answer of another shape, or with values out of
// range, fails the step: nothing is guessed.
extension PictureExaminer {
    func classification(
        of picture: VisionPicture, by model: any StructuredModel
    ) async throws -> PictureClassification {
        struct Answer: Decodable {
            let label: String
            let confidence: Double
        }
        let answer: Answer = try await ask(
            model, picture,
            """
            Which kind of product does this picture show? Answer with one short label in lower case, such as \
            "headphones" or "running shoe", or "unknown" where it can't be told, and with how sure you are, from 0 to 1.
            """,
            .object([.init("label", .text), .init("confidence", .share)]))
        let label = try text(answer.label, longest: 100)
        let confidence = try share(answer.confidence)
        return PictureClassification(
            label: label, confidence: confidence, scores: [label: confidence, "other": 1 - confidence])
    }

    func attributes(of picture: VisionPicture, by model: any StructuredModel) async throws -> [PictureAttribute] {
        struct Answer: Decodable {
            struct Attribute: Decodable {
                let name: String
                let value: String
                let confidence: Double
            }
            let attributes: [Attribute]
        }
        let member = AnswerSchema.object([
            .init("name", .text), .init("value", .text), .init("confidence", .share),
        ])
        let answer: Answer = try await ask(
            model, picture,
            """
            Which attributes of the product can be seen in this picture? Give each a short name in lower case (color, \
            material, brand, pattern, …), its value, and how sure you are, from 0 to 1. Leave out what can't be seen.
            """,
            .object([.init("attributes", .list(of: member, atMost: Self.mostAttributes))]))
        guard answer.attributes.count <= Self.mostAttributes else { throw Self.unusable }
        return try answer.attributes.map {
            attribute(try text($0.name, longest: 100), try text($0.value, longest: 500), try share($0.confidence))
        }
    }

    func description(of picture: VisionPicture, by model: any StructuredModel) async throws -> PictureDescription {
        struct Answer: Decodable {
            let description: String
        }
        let answer: Answer = try await ask(
            model, picture,
            """
            Describe the product in this picture for a catalogue, in two or three sentences. Say only what can be seen.
            """,
            .object([.init("description", .text)]))
        return PictureDescription(text: try text(answer.description, longest: 5000), model: model.modelName)
    }

    private static let mostAttributes = 50
    private static let unusable = JobFailure("The model's answer was not of the form asked for.", isFinal: true)

    private func ask<Answer: Decodable>(
        _ model: any StructuredModel, _ picture: VisionPicture, _ question: String, _ schema: AnswerSchema
    ) async throws -> Answer {
        do throws(VisionError) {
            return try await model.answer(question, about: picture, as: schema)
        } catch {
            ground.log.warning(
                "a model gave no answer", metadata: ["provider": "\(error.provider)", "problem": "\(error.problem)"])
            switch error.problem {
            case .cancelled: throw CancellationError()
            case .busy: throw JobFailure("The model has too much to do.")
            case .unreachable: throw JobFailure("The model can't be reached.")
            case .timedOut: throw JobFailure("The model took too long.")
            case .noSuchModel(let name): throw JobFailure("The model \(name) is not installed.", isFinal: true)
            case .refused: throw JobFailure("The model's server refused the picture.", isFinal: true)
            case .malformed, .tooLong: throw Self.unusable
            }
        }
    }

    private func text(_ text: String, longest: Int) throws -> String {
        let kept = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !kept.isEmpty, kept.count <= longest, !kept.utf8.contains(0) else { throw Self.unusable }
        return kept
    }

    private func share(_ number: Double) throws -> Double {
        guard (0...1).contains(number) else { throw Self.unusable }
        return number
    }
}
