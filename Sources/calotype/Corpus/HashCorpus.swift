import Hashing

/// Hashes by id as a CSV lists them: columns `id` and `hash`, or what `calotype hash` prints (`path` and `phash`), or two
/// columns without a header.
struct HashCorpus {
    struct Entry {
        let id: String
        let hash: PerceptualHash
    }

    /// In the order of ids: as numbers where all are, else by their bytes.
    let entries: [Entry]
    /// How many rows were no entries.
    let badRows: Int

    /// Complains of each row that is no entry, when it is read.
    init(path: String) throws {
        var entries: [Entry] = []
        var badRows = 0
        do {
            var reader = try CSVReader(path: path)
            var columns: (id: Int, hash: Int)?
            while let row = try reader.row() {
                guard let place = columns else {
                    guard let found = Self.columns(of: row) else { throw CommandFailure.noHashes(path) }
                    columns = found.place
                    if let first = found.entry { entries.append(first) }
                    continue
                }
                if let entry = Self.entry(row, place) {
                    entries.append(entry)
                } else {
                    badRows += 1
                    Terminal.complain("\(path):\(reader.line): not an id and a hash of 16 hex digits")
                }
            }
        } catch let failure as CSVReader.Failure {
            throw CommandFailure.failed("\(path)\(failure.explanation)")
        }
        self.entries = Self.inOrder(entries)
        self.badRows = badRows
    }

    /// An index whose ids are places in `entries`, so that its order is theirs whatever ids are.
    var index: SimilarityIndex {
        SimilarityIndex(entries.enumerated().lazy.map { (id: Int64($0.offset), hash: $0.element.hash) })
    }

    /// Which columns hold what, judged by the first row; it is an entry itself where it is no header.
    private static func columns(of row: [String]) -> (place: (id: Int, hash: Int), entry: Entry?)? {
        let names = row.map { $0.lowercased() }
        for (id, hash) in [("id", "hash"), ("path", "phash"), ("id", "phash"), ("path", "hash")] {
            if let id = names.firstIndex(of: id), let hash = names.firstIndex(of: hash) { return ((id, hash), nil) }
        }
        return entry(row, (0, 1)).map { ((0, 1), $0) }
    }

    private static func entry(_ row: [String], _ place: (id: Int, hash: Int)) -> Entry? {
        guard max(place.id, place.hash) < row.count, let hash = PerceptualHash(hex: row[place.hash]) else { return nil }
        return Entry(id: row[place.id], hash: hash)
    }

    private static func inOrder(_ entries: [Entry]) -> [Entry] {
        var numbers = entries.map { Int64($0.id) }
        if numbers.contains(nil) { numbers = [Int64?](repeating: nil, count: entries.count) }
        // Equal ids keep the order of their rows.
        func isBefore(_ one: Int, _ other: Int) -> Bool {
            if let first = numbers[one], let second = numbers[other] { return (first, one) < (second, other) }
            let (first, second) = (entries[one].id, entries[other].id)
            return first == second ? one < other : first.utf8.lexicographicallyPrecedes(second.utf8)
        }
        // As most lists are.
        if entries.indices.dropFirst().allSatisfy({ isBefore($0 - 1, $0) }) { return entries }
        return entries.indices.sorted(by: isBefore).map { entries[$0] }
    }
}

extension CommandFailure {
    fileprivate static func noHashes(_ path: String) -> CommandFailure {
        .failed("\(path): no columns id and hash, nor path and phash")
    }
}

extension CSVReader.Failure {
    fileprivate var explanation: String {
        switch self {
        case .unreadable(let reason): ": \(reason)"
        case .rowTooLong(let line): ":\(line): the row is longer than any list of hashes has"
        case .cutOff(let line): ":\(line): a quote that is never closed"
        }
    }
}
