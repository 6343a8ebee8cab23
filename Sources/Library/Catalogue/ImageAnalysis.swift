public import Foundation
import Store

/// What was found in a picture, all steps together.
public struct ImageAnalysis: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case pending, processing, completed, failed
    }

    /// UUIDs in lower case.
    public let uuid: String
    public let imageUUID: String
    public let status: Status
    /// Of the last analysis that was completed; nil where none was.
    public let findings: Findings?
    /// Why it failed, for its owner.
    public let failure: String?
    public let createdAt: Date
    public let updatedAt: Date

    public struct Findings: Hashable, Sendable {
        /// Whose findings these are, and of which make.
        public let modelVersion: String
        public let classification: PictureClassification
        public let description: PictureDescription
        public let attributes: [PictureAttribute]
        public let defects: [PictureDefect]
        /// The steps' own time, without what the picture waited.
        public let processingMilliseconds: Int
    }
}

/// What was found in an owner's pictures.
public struct ImageAnalyses: Sendable {
    let ground: Ground

    /// Throws `CatalogueError.noSuchImage` and `.noAnalysis`.
    public func analysis(ofImage uuid: String, of owner: Int64) async throws -> ImageAnalysis {
        let row = try await ground.read { rows in
            try rows.analysis(ofImage: try rows.requireProductImage(uuid, of: owner).id)
        }
        guard let row else { throw CatalogueError.noAnalysis }
        return try ImageAnalysis(row)
    }

    /// Those of a product's pictures, in the pictures' order.
    public func analyses(ofProduct uuid: String, of owner: Int64) async throws -> [ImageAnalysis] {
        try await ground.read { rows in
            try rows.analyses(ofProduct: try rows.requireProduct(uuid, of: owner).id)
        }.map(ImageAnalysis.init)
    }
}

extension ImageAnalysis {
    init(_ row: ImageAnalysisRow) throws {
        uuid = row.uuid
        imageUUID = row.imageUUID
        status =
            switch row.status {
            case .pending: .pending
            case .processing: .processing
            case .completed: .completed
            case .failed: .failed
            }
        findings = try row.findings.map(Findings.init)
        failure = row.failure
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

extension ImageAnalysis.Findings {
    init(_ row: ImageFindingsRow) throws {
        modelVersion = row.modelVersion
        classification = PictureClassification(
            label: row.label, confidence: row.confidence, scores: try KeptJSON.decode(row.scores))
        description = PictureDescription(text: row.description, model: row.descriptionModel)
        attributes = try KeptJSON.decode(row.attributes)
        defects = try KeptJSON.decode(row.defects)
        processingMilliseconds = row.processingMilliseconds
    }

    /// As a row keeps them.
    var row: ImageFindingsRow {
        get throws {
            ImageFindingsRow(
                modelVersion: modelVersion, label: classification.label, confidence: classification.confidence,
                scores: try KeptJSON.encode(classification.scores), description: description.text,
                descriptionModel: description.model, attributes: try KeptJSON.encode(attributes),
                defects: try KeptJSON.encode(defects), defectCount: defects.count,
                processingMilliseconds: processingMilliseconds)
        }
    }
}

/// JSON as rows keep it, written and read here alone.
enum KeptJSON {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        // In the order of the names, so that the same value has the same text.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw LibraryError.broken(reason: "kept JSON can't be read: \(error)")
        }
    }
}
