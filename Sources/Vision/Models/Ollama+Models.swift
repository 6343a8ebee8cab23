import Foundation

/// How the configured model stands with Ollama.
public struct LocalModelStatus: Sendable, Hashable {
    public let model: String
    /// Whether `/api/tags` lists it.
    public let isInstalled: Bool
    /// Whether `/api/ps` lists it: it is in memory and answers at once.
    public let isRunning: Bool
    /// What it takes on the disk; nil where it is not installed, or Ollama names no sensible size.
    public let sizeBytes: Int64?

    /// The size as Ollama's own list shows it, in powers of a thousand: `4.7GB`.
    public var sizeText: String? { sizeBytes.map(Self.text(bytes:)) }

    /// Bytes in the largest unit that leaves at least one: one decimal below ten, none above.
    public static func text(bytes: Int64) -> String {
        let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(max(0, bytes))
        var unit = 0
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        let tenths = (value * 10).rounded(.down) / 10
        return unit == 0 || tenths >= 10 ? "\(Int(value))\(units[unit])" : "\(tenths)\(units[unit])"
    }
}

extension Ollama {
    /// Asks Ollama how the configured model stands. Never waits behind pictures.
    public func status() async throws(VisionError) -> LocalModelStatus {
        do {
            let limit = settings.limits.status
            let tags: ModelList = try read(await connection.exchange(.get("/api/tags"), within: limit))
            let running: ModelList = try read(await connection.exchange(.get("/api/ps"), within: limit))
            let installed = tags.models.first { Self.same($0.name, settings.model) }
            return LocalModelStatus(
                model: settings.model, isInstalled: installed != nil,
                isRunning: running.models.contains { Self.same($0.name, settings.model) },
                sizeBytes: installed?.size.flatMap { $0 > 0 ? $0 : nil })
        } catch {
            throw connection.judged(error)
        }
    }

    /// A name without a tag means `latest`, and case does not matter.
    private static func same(_ one: String, _ other: String) -> Bool {
        func full(_ name: String) -> String {
            let leaf = name.split(separator: "/").last ?? ""
            return (leaf.contains(":") ? name : name + ":latest").lowercased()
        }
        return full(one) == full(other)
    }

    private struct ModelList: Decodable {
        struct Model: Decodable {
            let name: String
            let size: Int64?
        }
        let models: [Model]

        enum CodingKeys: CodingKey { case models }

        // Ollama is written in Go, where a list without members may come as null.
        init(from decoder: any Decoder) throws {
            models = try decoder.container(keyedBy: CodingKeys.self).decode([Model]?.self, forKey: .models) ?? []
        }
    }
}
