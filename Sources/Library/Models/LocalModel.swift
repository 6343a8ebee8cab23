import Foundation
import Logging
import Store
import Vision

/// The model that Ollama is to serve: how it stands, and its download.
public struct LocalModel: Sendable {
    let ground: Ground
    let ollama: Ollama?

    public struct Status: Hashable, Sendable {
        public let model: String
        public let isInstalled: Bool
        public let isRunning: Bool
        /// As Ollama's own list shows it: `4.7GB`; nil where that is not known.
        public let sizeText: String?
        /// Why nothing more is known, for whoever asks; nil where Ollama answered.
        public let problem: String?
        /// The download that is under way or failed last; nil where there is none to tell of.
        public let download: Download?

        /// What a download will take. Ollama says so only of what it has; the usual model's size stands in its library.
        public var estimatedSizeText: String? {
            sizeText ?? (model == OllamaSettings.usualModel ? "4.7GB" : nil)
        }

        public var isDownloading: Bool { download != nil && download?.failure == nil }

        /// What the documentation of an API shows.
        public static let example = Status(
            model: OllamaSettings.usualModel, isInstalled: true, isRunning: true, sizeText: "4.7GB", problem: nil,
            download: nil)
    }

    public struct Download: Hashable, Sendable {
        /// 0…100; nil before Ollama has named a layer.
        public let percent: Int?
        /// Why it failed; nil while it is under way.
        public let failure: String?
    }

    /// Its name, as Ollama has it.
    public var name: String { ollama?.settings.model ?? OllamaSettings.usualModel }

    /// How the model stands. Nothing is thrown because of Ollama: that it doesn't answer is a status.
    public func status() async throws -> Status {
        guard let ollama else { return silent("Ollama is not configured") }
        let download = try await ground.read { [name] in try $0.download(of: name) }
        do throws(VisionError) {
            let status = try await ollama.status()
            return Status(
                model: name, isInstalled: status.isInstalled, isRunning: status.isRunning, sizeText: status.sizeText,
                problem: nil, download: status.isInstalled && download?.failure != nil ? nil : download)
        } catch {
            ground.log.notice("Ollama gave no status", metadata: ["problem": "\(error.problem)"])
            if error.problem == .cancelled { throw CancellationError() }
            return silent("Ollama service not running", download)
        }
    }

    /// Has Ollama download the model, in a job. One that is under way is not started twice.
    ///
    /// Throws `LocalModelError.unavailable` where no Ollama answers.
    public func startDownload(for owner: Int64) async throws -> Status {
        let status = try await status()
        if let problem = status.problem { throw LocalModelError.unavailable(problem) }
        let now = ground.now
        try await ground.write { [name] steps in
            if let job = try steps.newestJob(kind: Self.job, subject: name), job.finishedAt == nil { return }
            try steps.requireOwner(owner)
            try steps.enqueueJob(JobOrder(kind: Self.job, owner: owner, subject: name), at: now)
        }
        return status
    }

    private func silent(_ problem: String, _ download: Download? = nil) -> Status {
        Status(
            model: name, isInstalled: false, isRunning: false, sizeText: nil, problem: problem, download: download)
    }
}

/// Why the local model can't be downloaded.
public enum LocalModelError: Error, Hashable, Sendable {
    /// In words for whoever asked.
    case unavailable(String)
}

// MARK: The job

extension LocalModel {
    /// The kind of the jobs that download models; their subject is the model.
    fileprivate static let job = "pull-model"

    /// What follows a download to its end, which may be hours away.
    static func handler(_ ollama: Ollama) -> JobHandler {
        JobHandler(kind: job) { run in
            guard run.job.subject == ollama.settings.model else {
                throw JobFailure("Another model is configured by now.", isFinal: true)
            }
            do throws(VisionError) {
                // What can't be told does no harm: where the job was lost, its task is cancelled.
                try await ollama.pull { try? await run.report($0.percent.map(String.init) ?? "") }
            } catch {
                switch error.problem {
                case .cancelled: throw CancellationError()
                case .noSuchModel(let name):
                    throw JobFailure("Ollama knows no model \(name).", isFinal: true)
                default: throw JobFailure("Ollama did not finish the download.")
                }
            }
            return { _ in }
        }
    }
}

extension StoreSnapshot {
    fileprivate func download(of model: String) throws -> LocalModel.Download? {
        guard let job = try newestJob(kind: LocalModel.job, subject: model) else { return nil }
        switch job.state {
        case .done, .cancelled: return nil
        case .failed: return LocalModel.Download(percent: nil, failure: job.lastFailure)
        case .queued, .running:
            let newest = try events(ofJob: job.number, after: job.eventCount - 1, limit: 1).last
            return LocalModel.Download(percent: newest.flatMap { Int($0.payload) }, failure: nil)
        }
    }
}
