/// Hashes by id, searched exactly by Hamming distance: range and k nearest, always in the order of distance, then id.
///
/// A value: a copy costs nothing, and a reader may keep one as a snapshot and search it on any thread while the original
/// goes on. A million hashes take some 40 bytes each (see `footprint`), a hundred thousand 57, a few thousand 21.
///
/// Inside are segments, each of which never changes, and the few hashes that were inserted last. These are merged into a
/// segment every 1,024 insertions, and segments into larger ones, so that they stay few and an insertion costs about a
/// microsecond in the mean; the one that merges all takes as long as making the index anew. Removal is exact and at once;
/// the memory of what was removed comes back with a merge. docs/decisions/0100-segments.md tells why.
public struct SimilarityIndex: Sendable {
    /// An entry that was found, and how far it is from what was asked.
    public struct Match: Hashable, Sendable {
        public let id: Int64
        public let hash: PerceptualHash
        /// Bits that differ from the query, 0 to 64.
        public let distance: Int

        public init(id: Int64, hash: PerceptualHash, distance: Int) {
            self.id = id
            self.hash = hash
            self.distance = distance
        }
    }

    /// How a search may go about it. The answer is the same.
    public enum Plan: CaseIterable, Sendable {
        /// Every hash is tested, eight at once where the processor can.
        case scan
        /// Only hashes that share a part with the query, or nearly, are tested.
        case multiIndex
    }

    /// A segment, and what of it no longer counts.
    struct Part: Sendable {
        let segment: Segment
        var removed = RemovedPositions()

        var count: Int { segment.count - removed.count }
    }

    /// The largest first, as a rule.
    private(set) var parts: [Part] = []
    private(set) var recent = RecentHashes()
    /// How many hashes there are.
    public private(set) var count = 0

    public init() {}

    /// Takes what another was made of.
    init(parts: [Part], recent: RecentHashes) {
        self.parts = parts
        self.recent = recent
        count = parts.reduce(recent.count) { $0 + $1.count }
    }

    /// Takes entries in any order, fastest where ids ascend; of several with one id the last counts.
    public init(_ entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        self.init(entries, layout: SubstringLayout.init(count:), true)
    }

    /// With tables cut as the caller likes, and without planes as a large set is, for tests and measurements.
    package init(
        _ entries: some Sequence<(id: Int64, hash: PerceptualHash)>, substringCount: Int, mayHavePlanes: Bool = true
    ) {
        self.init(entries, layout: { _ in SubstringLayout(substringCount: substringCount) }, mayHavePlanes)
    }

    private init(
        _ entries: some Sequence<(id: Int64, hash: PerceptualHash)>, layout: (Int) -> SubstringLayout?,
        _ mayHavePlanes: Bool
    ) {
        var ordered = OrderedEntries(capacity: entries.underestimatedCount)
        for entry in entries { ordered.append(id: entry.id, bits: entry.hash.bits) }
        ordered.settle()
        count = ordered.ids.count
        guard count > 0 else { return }
        parts = [Part(segment: Segment(ordered, layout: layout(count), mayHavePlanes: mayHavePlanes))]
    }

    /// Bytes of memory that the hashes and what finds them take.
    public var footprint: Int {
        parts.reduce(recent.footprint) { $0 + $1.segment.footprint + $1.removed.footprint }
    }

    /// Adds a hash, or replaces the one that this id had.
    public mutating func insert(id: Int64, hash: PerceptualHash) { _ = append(id: id, hash: hash) }

    /// The same; returns whether nothing else changed but that there is one more recent hash.
    mutating func append(id: Int64, hash: PerceptualHash) -> Bool {
        let before = recent
        let isElsewhere = removeFromParts(id: id)
        let isNew = recent.insert(id: id, bits: hash.bits)
        count += (isNew ? 1 : 0) - (isElsewhere ? 1 : 0)
        if recent.isFull { mergeRecent() }
        return !isElsewhere && before.isContinued(by: recent)
    }

    /// Makes the recent hashes this value's own, so that what is appended from here on is shown to nobody who has another.
    mutating func ownRecent() { recent.unshared() }

    /// Shows those who share the recent hashes what was appended.
    func showRecent() { recent.show() }

    /// This, and what was shown since.
    var withShown: Self {
        var index = self
        index.recent = recent.shown
        index.count += index.recent.count - recent.count
        return index
    }

    /// The hash of an id, nil where there is none.
    public func hash(of id: Int64) -> PerceptualHash? {
        if let bits = recent.hash(of: id) { return PerceptualHash(bits: bits) }
        for part in parts {
            if let position = part.segment.position(of: id), !part.removed.contains(position) {
                return PerceptualHash(bits: part.segment.hashes[position])
            }
        }
        return nil
    }

    /// Takes out the hash of an id; an id that is not there is no error.
    public mutating func remove(id: Int64) {
        if recent.remove(id: id) || removeFromParts(id: id) { count -= 1 }
    }

    private mutating func removeFromParts(id: Int64) -> Bool {
        for place in parts.indices {
            guard let position = parts[place].segment.position(of: id),
                parts[place].removed.insert(position, of: parts[place].segment.count)
            else { continue }
            if parts[place].count == 0 {
                parts.remove(at: place)
            } else if parts[place].removed.count > parts[place].segment.count / 2 {
                parts[place] = Self.merged([parts[place]], RecentHashes())
            }
            return true
        }
        return false
    }

    /// Makes the recent hashes a segment, together with the smaller ones before it: each is at least four times as large
    /// as all after it, so that a hash is written anew only as often as the whole grows fivefold, four times each.
    private mutating func mergeRecent() {
        var kept = parts.count
        var taken = recent.count
        while kept > 0, parts[kept - 1].count < 4 * taken {
            kept -= 1
            taken += parts[kept].count
        }
        let merged = Self.merged(Array(parts[kept...]), recent)
        parts.replaceSubrange(kept..., with: [merged])
        recent.removeAll()
    }

    private static func merged(_ parts: [Part], _ recent: RecentHashes) -> Part {
        var ordered = OrderedEntries(capacity: parts.reduce(recent.count) { $0 + $1.count })
        for part in parts { part.appendEntries(to: &ordered) }
        for (id, bits) in zip(recent.ids, recent.hashes) { ordered.append(id: id, bits: bits) }
        ordered.settle()
        return Part(segment: Segment(ordered, layout: SubstringLayout(count: ordered.ids.count)))
    }
}

extension SimilarityIndex.Part {
    /// Appends what counts, in the order of ids.
    func appendEntries(to ordered: inout OrderedEntries) {
        for rank in 0..<segment.count {
            let position = segment.position(atRank: rank)
            guard !removed.contains(position) else { continue }
            ordered.append(id: segment.id(at: position), bits: segment.hashes[position])
        }
    }
}
