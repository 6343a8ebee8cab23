import Blobs
import Foundation
import Store

/// What `calotype verify` found: every row against its file, every reference against its row, and the database itself.
public struct VerificationReport: Hashable, Sendable {
    public var blobCount = 0
    public var blobBytes = 0
    public var problems: [Problem] = []
    /// Keys of files that no row names, an upload's that was cut off, say. They harm nobody, and the collector takes
    /// those that have a claim.
    public var leftovers: [String] = []

    /// Whether everything that rows promise is there, whole.
    public var isSound: Bool { problems.isEmpty }

    /// One thing that is wrong, in a sentence for the operator.
    public enum Problem: Hashable, Sendable, CustomStringConvertible {
        case missingFile(sha256: String)
        case wrongSize(sha256: String, expectedBytes: Int, foundBytes: Int)
        case wrongContent(sha256: String, foundSHA256: String)
        case unreadableFile(sha256: String, reason: String)
        case danglingReference(table: String, column: String, sha256: String)
        case database(String)

        public var description: String {
            switch self {
            case .missingFile(let sha256): "blob \(sha256): the file is missing"
            case .wrongSize(let sha256, let expected, let found):
                "blob \(sha256): the file has \(found) bytes instead of \(expected)"
            case .wrongContent(let sha256, let found): "blob \(sha256): the file's SHA-256 is \(found)"
            case .unreadableFile(let sha256, let reason): "blob \(sha256): the file can't be read: \(reason)"
            case .danglingReference(let table, let column, let sha256):
                "\(table).\(column) names blob \(sha256), which has no row"
            case .database(let sentence): "database: \(sentence)"
            }
        }
    }
}

extension Library {
    /// Checks everything that is kept, and changes nothing. It may run beside a server; a blob that comes or goes in
    /// the meantime is no problem.
    public func verify() async throws -> VerificationReport {
        var report = VerificationReport()
        let (damage, dangling) = try await ground.read { steps in
            (try steps.damage(), try steps.danglingBlobReferences(limit: 1000))
        }
        report.problems += damage.map { .database($0) }
        report.problems += dangling.map {
            .danglingReference(table: $0.reference.table, column: $0.reference.column, sha256: $0.sha256)
        }
        var last = ""
        while true {
            let rows = try await ground.read { [last] in try $0.blobs(after: last, limit: 1000) }
            guard let end = rows.last else { break }
            for row in rows {
                report.blobCount += 1
                report.blobBytes += row.sizeBytes
                if let problem = try await problem(with: row) { report.problems.append(problem) }
            }
            last = end.sha256
        }
        report.leftovers = try await leftovers()
        return report
    }

    private func problem(with row: BlobRow) async throws -> VerificationReport.Problem? {
        guard let key = BlobKey(hex: row.sha256) else { return .database("blob \(row.sha256) is no SHA-256") }
        let found: BlobDescription?
        do {
            found = try await ground.blobs.measure(key)
        } catch {
            return .unreadableFile(sha256: row.sha256, reason: "\(error)")
        }
        if let found, found.key == key, found.sizeBytes == row.sizeBytes { return nil }
        // The collector may have taken row and file since the row was read.
        guard try await ground.read({ try $0.blob(sha256: row.sha256) }) != nil else { return nil }
        guard let found else { return .missingFile(sha256: row.sha256) }
        if found.sizeBytes != row.sizeBytes {
            return .wrongSize(sha256: row.sha256, expectedBytes: row.sizeBytes, foundBytes: found.sizeBytes)
        }
        return .wrongContent(sha256: row.sha256, foundSHA256: found.key.hex)
    }

    /// Files without a row, but for those that an upload under way has claimed.
    private func leftovers() async throws -> [String] {
        var leftovers: [String] = []
        let now = ground.now
        for prefix in UInt8.min...UInt8.max {
            let keys = try await LibraryError.translating { try await ground.blobs.keys(withFirstByte: prefix) }
            leftovers += try await ground.read { steps in
                try keys.map(\.hex).filter {
                    try steps.blob(sha256: $0) == nil && !steps.isClaimed(sha256: $0, at: now)
                }
            }
        }
        return leftovers
    }
}
