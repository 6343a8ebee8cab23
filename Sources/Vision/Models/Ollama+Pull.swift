import AsyncHTTPClient
import Foundation
import NIOCore

/// How far a pull has come.
public struct PullProgress: Sendable, Hashable {
    /// Ollama's own word for what it does: `pulling manifest`, `verifying sha256 digest`. For the log.
    public let status: String
    /// Bytes that are here, over all layers named so far.
    public let completedBytes: Int64
    /// Bytes that these layers have; it grows as layers are named.
    public let totalBytes: Int64

    /// 0…100; nil before the first layer is named.
    public var percent: Int? {
        totalBytes > 0 ? Int(Double(completedBytes) / Double(totalBytes) * 100) : nil
    }
}

extension Ollama {
    /// Has Ollama download the configured model, and returns when it has. That may take hours; cancelling the task ends the
    /// following and leaves Ollama with what it has, where the next pull goes on. It is not repeated on failure, since
    /// whoever follows it, a job, has retries of its own.
    ///
    /// - Parameter report: Told when the status or the whole percent changes, one call after the other.
    public func pull(report: @Sendable (PullProgress) async -> Void) async throws(VisionError) {
        do {
            let request = try json(PullRequest(model: settings.model))
            try await connection.stream(.post("/api/pull", request)) { status, body in
                guard status == 200 else { throw refusal(status: status, body: try await connection.opening(of: body)) }
                try await follow(body, report: report)
            }
        } catch {
            throw connection.judged(error)
        }
    }

    /// Reads one JSON object a line until `success`.
    private func follow(
        _ body: HTTPClientResponse.Body, report: @Sendable (PullProgress) async -> Void
    ) async throws {
        var tally = PullTally()
        var line: [UInt8] = []
        var isDone = false
        func take(_ line: [UInt8]) async throws {
            guard line.contains(where: { $0 > 0x20 }) else { return }
            let update: PullUpdate = try connection.decoded(line)
            if let error = update.error {
                // A pull that fails half way has said 200 already. "pull model manifest: file does not exist" is its word
                // for a model that there is not.
                throw VisionError(
                    provider,
                    error.contains("file does not exist")
                        ? .noSuchModel(settings.model) : .refused(status: 200, reason: String(forLog: error)))
            }
            guard let status = update.status else {
                throw VisionError(provider, .malformed(reason: "a line of a pull without a status"))
            }
            isDone = status == "success"
            if let progress = tally.news(status: status, update) { await report(progress) }
        }
        for try await part in body {
            for byte in part.readableBytesView {
                guard byte == 0x0A else {
                    guard line.count < Self.longestLine else {
                        throw VisionError(provider, .tooLong(limitBytes: Self.longestLine))
                    }
                    line.append(byte)
                    continue
                }
                try await take(line)
                line.removeAll(keepingCapacity: true)
            }
        }
        try await take(line)
        guard isDone else { throw VisionError(provider, .malformed(reason: "a pull that ended without success")) }
    }

    private static let longestLine = 16 << 10

    private struct PullRequest: Encodable {
        let model: String
        let stream = true
    }
}

/// One line of a pull.
struct PullUpdate: Decodable {
    let status: String?
    let digest: String?
    let total: Int64?
    let completed: Int64?
    let error: String?
}

/// Adds up the layers of a pull.
struct PullTally {
    private var layers: [String: (total: Int64, completed: Int64)] = [:]
    private var last: (status: String, percent: Int?)?

    /// What is new since the last line, or nil.
    mutating func news(status: String, _ update: PullUpdate) -> PullProgress? {
        // A model has some ten layers, and none is an exabyte: what goes beyond is somebody's joke, and is not counted.
        if let digest = update.digest, let total = update.total, (1...Self.largestLayer).contains(total),
            layers[digest] != nil || layers.count < 256
        {
            let completed = min(total, max(update.completed ?? 0, layers[digest]?.completed ?? 0))
            layers[digest] = (total, completed)
        }
        let progress = PullProgress(
            status: String(forLog: status), completedBytes: layers.values.reduce(0) { $0 + $1.completed },
            totalBytes: layers.values.reduce(0) { $0 + $1.total })
        guard last?.status != progress.status || last?.percent != progress.percent else { return nil }
        last = (progress.status, progress.percent)
        return progress
    }

    private static let largestLayer: Int64 = 1 << 50
}
