public import Foundation
import GRDB

/// What was found in a picture, as its row has it.
public struct ImageAnalysisRow: Hashable, Sendable {
    public let uuid: String
    public let imageUUID: String
    public let status: ImageAnalysisStatus
    public let findings: ImageFindingsRow?
    /// Why there is none, for its owner.
    public let failure: String?
    public let createdAt: Date
    public let updatedAt: Date
}

/// Where an analysis is in its life.
public enum ImageAnalysisStatus: String, Hashable, Sendable, CaseIterable {
    case pending, processing, completed, failed
}

/// The findings themselves. Texts that hold JSON are checked by whoever writes them.
public struct ImageFindingsRow: Hashable, Sendable {
    public var modelVersion: String
    public var label: String
    /// 0...1.
    public var confidence: Double
    /// A JSON object.
    public var scores: String
    public var description: String
    public var descriptionModel: String
    /// A JSON array.
    public var attributes: String
    /// A JSON array, and how many elements it has.
    public var defects: String
    public var defectCount: Int
    public var processingMilliseconds: Int

    public init(
        modelVersion: String, label: String, confidence: Double, scores: String, description: String,
        descriptionModel: String, attributes: String, defects: String, defectCount: Int, processingMilliseconds: Int
    ) {
        self.modelVersion = modelVersion
        self.label = label
        self.confidence = confidence
        self.scores = scores
        self.description = description
        self.descriptionModel = descriptionModel
        self.attributes = attributes
        self.defects = defects
        self.defectCount = defectCount
        self.processingMilliseconds = processingMilliseconds
    }
}

extension StoreSnapshot {
    public func analysis(ofImage id: Int64) throws -> ImageAnalysisRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: Self.selectAnalysis + " WHERE image_id = ?"), arguments: [id]
        ).map(Self.analysis)
    }

    /// What was found in a product's pictures, in the pictures' order.
    public func analyses(ofProduct id: Int64) throws -> [ImageAnalysisRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: Self.selectAnalysis + " WHERE product_id = ? ORDER BY image_id"), arguments: [id]
        ).map(Self.analysis)
    }

    private static let selectAnalysis = """
        SELECT image_analysis.uuid, product_image.uuid, status, model_version, label, confidence, scores, description,
            description_model, attributes, defects, defect_count, processing_ms, error, image_analysis.created_at,
            image_analysis.updated_at
        FROM image_analysis JOIN product_image ON product_image.id = image_analysis.image_id
        """

    private static func analysis(_ row: Row) throws -> ImageAnalysisRow {
        let statusText: String = row[2]
        guard let status = ImageAnalysisStatus(rawValue: statusText) else {
            throw StoreError.damaged(reason: "an analysis in state \(statusText)")
        }
        var findings: ImageFindingsRow?
        if let version: String = row[3] {
            findings = ImageFindingsRow(
                modelVersion: version, label: row[4], confidence: row[5], scores: row[6], description: row[7],
                descriptionModel: row[8], attributes: row[9], defects: row[10], defectCount: row[11],
                processingMilliseconds: row[12])
        }
        return ImageAnalysisRow(
            uuid: row[0], imageUUID: row[1], status: status, findings: findings, failure: row[13],
            createdAt: Date(milliseconds: row[14]), updatedAt: Date(milliseconds: row[15]))
    }
}

extension StoreTransaction {
    /// The picture is in line. What was found before stays until something else is.
    ///
    /// - Parameter uuid: of the analysis, where there is none yet.
    public func expectAnalysis(ofImage id: Int64, uuid: String, owner: Int64, at time: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO image_analysis (image_id, uuid, owner, status, created_at, updated_at)
                VALUES (?, ?, ?, 'pending', ?, ?)
                ON CONFLICT (image_id) DO UPDATE SET status = 'pending', error = NULL, updated_at = excluded.updated_at
                """
        ).execute(arguments: [id, uuid, owner, time.milliseconds, time.milliseconds])
    }

    public func beginAnalysis(ofImage id: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE image_analysis SET status = 'processing', updated_at = ? WHERE image_id = ?",
            arguments: [time.milliseconds, id])
    }

    public func finishAnalysis(ofImage id: Int64, _ findings: ImageFindingsRow, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE image_analysis SET status = 'completed', error = NULL, model_version = ?, label = ?,
                    confidence = ?, scores = ?, description = ?, description_model = ?, attributes = ?, defects = ?,
                    defect_count = ?, processing_ms = ?, updated_at = ?
                WHERE image_id = ?
                """,
            arguments: [
                findings.modelVersion, findings.label, findings.confidence, findings.scores, findings.description,
                findings.descriptionModel, findings.attributes, findings.defects, findings.defectCount,
                findings.processingMilliseconds, time.milliseconds, id,
            ])
    }

    public func failAnalysis(ofImageUUID uuid: String, because reason: String, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE image_analysis SET status = 'failed', error = ?, updated_at = ?
                WHERE image_id = (SELECT id FROM product_image WHERE uuid = ?)
                """,
            arguments: [reason, time.milliseconds, uuid])
    }

    /// The analyses that a job was to make and no other job is about to are taken back: what was found before stands
    /// again, and where there was nothing, there is no analysis.
    public func takeBackAnalyses(ofJob job: Int64, at time: Date) throws {
        let waiting = """
            status IN ('pending', 'processing') AND image_id IN (
                SELECT product_image.id FROM processing_step AS step
                JOIN product_image ON product_image.uuid = step.image_uuid
                WHERE step.job_id = ? AND NOT EXISTS (
                    SELECT 1 FROM processing_step AS other JOIN processing_job ON processing_job.id = other.job_id
                    WHERE other.image_uuid = step.image_uuid AND other.status IN ('pending', 'running')
                        AND processing_job.status IN ('queued', 'processing')))
            """
        try db.execute(sql: "DELETE FROM image_analysis WHERE model_version IS NULL AND \(waiting)", arguments: [job])
        try db.execute(
            sql: "UPDATE image_analysis SET status = 'completed', updated_at = ? WHERE \(waiting)",
            arguments: [time.milliseconds, job])
    }
}
