import Dispatch
import Foundation
import Synchronization

/// Previews at sizes that were asked for: plain files in a folder that may be thrown away at any time, together within a
/// budget of bytes, those used least recently going first. Each is made once, however many ask for it at once.
///
/// A file is written under another name and renamed, but not synced: after a power failure it may hold anything. So a
/// file is believed only if it begins and ends as its format does; else it is made again.
final class PreviewCache: Sendable {
    private struct Entry {
        var bytes: Int
        var lastUse: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var totalBytes = 0
        var uses = 0
        var underWay: [String: Task<[UInt8], any Error>] = [:]
    }

    private let folder: String
    private let budgetBytes: Int
    private let state: Mutex<State>
    /// Small files from the page cache: one lane is enough, and keeps the disk off Swift's cooperative pool.
    private let lane = DispatchQueue(label: "calotype.previews")

    /// Opens the cache in `folder`, making it where it is missing. Blocks. What is there already counts as used in the
    /// order in which it was made; what is no file of ours is swept away.
    init(in folder: String, budgetBytes: Int) throws {
        self.folder = folder
        self.budgetBytes = budgetBytes
        let files = FileManager.default
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var found: [(name: String, bytes: Int, made: Date)] = []
        for name in try files.contentsOfDirectory(atPath: folder) {
            let path = folder + "/" + name
            guard StoredPicture.Format(fileName: name) != nil, let facts = try? files.attributesOfItem(atPath: path),
                let bytes = facts[.size] as? Int, let made = facts[.modificationDate] as? Date
            else {
                try? files.removeItem(atPath: path)
                continue
            }
            found.append((name, bytes, made))
        }
        var state = State()
        for file in found.sorted(by: { $0.made < $1.made }) {
            state.uses += 1
            state.entries[file.name] = Entry(bytes: file.bytes, lastUse: state.uses)
            state.totalBytes += file.bytes
        }
        self.state = Mutex(state)
        remove(evict())
    }

    /// The preview of that name, which `make` makes where it is not there. The name is a file's, without its ending, and
    /// says, with the format, all that the bytes depend on.
    func preview(
        _ name: String, _ format: StoredPicture.Format, make: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let name = name + format.ending
        let task = state.withLock { state in
            if let task = state.underWay[name] { return task }
            let isKnown = state.entries[name] != nil
            // Not the caller's task: others wait for it too, and must not be cancelled with the first.
            let task = Task {
                defer { self.state.withLock { $0.underWay[name] = nil } }
                if isKnown, let bytes = await self.read(name) { return bytes }
                let bytes = try await make()
                await self.write(bytes, name)
                return bytes
            }
            state.underWay[name] = task
            return task
        }
        return try await task.value
    }

    private func read(_ name: String) async -> [UInt8]? {
        let bytes = await onLane { FileManager.default.contents(atPath: self.folder + "/" + name).map(Array.init) }
        guard let bytes, StoredPicture.Format(fileName: name)?.isWhole(bytes) == true else { return nil }
        state.withLock { state in
            state.uses += 1
            state.entries[name]?.lastUse = state.uses
        }
        return bytes
    }

    /// A small file of elsewhere, read off Swift's cooperative pool. Nil where it can't be.
    func bytes(at path: String) async -> [UInt8]? {
        await onLane { FileManager.default.contents(atPath: path).map(Array.init) }
    }

    /// A cache that can't be written, on a full disk, serves all the same.
    private func write(_ bytes: [UInt8], _ name: String) async {
        guard bytes.count <= budgetBytes else { return }
        let isWritten = await onLane {
            let place = URL(fileURLWithPath: self.folder + "/" + name)
            return (try? Data(bytes).write(to: place, options: .atomic)) != nil
        }
        guard isWritten else { return }
        let evicted = state.withLock { state in
            state.uses += 1
            state.totalBytes += bytes.count - (state.entries[name]?.bytes ?? 0)
            state.entries[name] = Entry(bytes: bytes.count, lastUse: state.uses)
            return Self.evict(&state, budgetBytes: budgetBytes)
        }
        await onLane { self.remove(evicted) }
    }

    private func evict() -> [String] {
        state.withLock { Self.evict(&$0, budgetBytes: budgetBytes) }
    }

    /// Takes entries out until a tenth of the budget is free again, so that a full cache is not sorted at every write.
    private static func evict(_ state: inout State, budgetBytes: Int) -> [String] {
        guard state.totalBytes > budgetBytes else { return [] }
        var evicted: [String] = []
        for (name, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard state.totalBytes > budgetBytes / 10 * 9 else { break }
            state.entries[name] = nil
            state.totalBytes -= entry.bytes
            evicted.append(name)
        }
        return evicted
    }

    private func remove(_ names: [String]) {
        for name in names { try? FileManager.default.removeItem(atPath: folder + "/" + name) }
    }

    private func onLane<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in lane.async { continuation.resume(returning: work()) } }
    }
}

extension StoredPicture.Format {
    fileprivate init?(fileName: String) {
        guard let format = Self.allCases.first(where: { fileName.hasSuffix($0.ending) }) else { return nil }
        self = format
    }

    fileprivate var ending: String {
        switch self {
        case .jpeg: ".jpg"
        case .webp: ".webp"
        case .avif: ".avif"
        }
    }

    /// Whether bytes begin and end as such a file does; a WebP says its length, an AVIF that of each of its boxes.
    fileprivate func isWhole(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .jpeg: return bytes.starts(with: [0xFF, 0xD8]) && bytes.suffix(2) == [0xFF, 0xD9]
        case .webp:
            guard bytes.count > 12, bytes.starts(with: Array("RIFF".utf8)) else { return false }
            let length = (4..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
            return length + 8 == bytes.count && bytes[8..<12].elementsEqual("WEBP".utf8)
                && bytes.suffix(8).contains { $0 != 0 }
        case .avif:
            guard bytes.count > 12, bytes[4..<12].elementsEqual("ftypavif".utf8) else { return false }
            var end = 0
            while bytes.count - end >= 8 {
                let length = bytes[end..<end + 4].reduce(0) { $0 << 8 | Int($1) }
                guard length >= 8 else { return false }
                end += length
            }
            return end == bytes.count && bytes.suffix(8).contains { $0 != 0 }
        }
    }
}
