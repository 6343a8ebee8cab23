import Foundation
public import Hashing
import SwiftCSV

/// Hashes by id, in clusters as pictures have them: among uniform ones nothing is near anything, and a search would
/// have nothing to find.
public struct HashCorpus: Sendable {
    public typealias Entry = (id: Int64, hash: PerceptualHash)

    public let entries: [Entry]

    /// Ids from 1; each hash is one of `count / 100` middles with up to 12 bits turned.
    public init(clustered count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let middles = (0..<max(1, count / 100)).map { _ in random.next() }
        entries = (1...count).map { id in
            var bits = middles[Int.random(in: 0..<middles.count, using: &random)]
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                bits ^= 1 << UInt64.random(in: 0..<64, using: &random)
            }
            return (id: Int64(id), hash: PerceptualHash(bits: bits))
        }
    }

    /// Reads a CSV of `id,hash`.
    public init(csv path: String) throws {
        let table = try EnumeratedCSV(url: URL(filePath: path), delimiter: .comma, loadColumns: false)
        entries = try table.rows.map { cells in
            guard cells.count == 2, let id = Int64(cells[0]), let hash = PerceptualHash(hex: cells[1]) else {
                throw CorpusError.notAnEntry(path: path, row: cells)
            }
            return (id: id, hash: hash)
        }
    }

    public func write(csv path: String) throws {
        let rows = entries.map { "\($0.id),\($0.hash.hex)\n" }
        try Data(("id,hash\n" + rows.joined()).utf8).write(to: URL(filePath: path))
    }
}

public enum CorpusError: Error {
    case notAnEntry(path: String, row: [String])
}
