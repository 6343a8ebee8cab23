import CHamming

/// A tree by distance (Burkhard and Keller 1973): each node has a pivot, and its hashes lie in rings of equal distance to
/// that. What is within `radius` of a query that is `d` from the pivot is in a ring from `d - radius` to `d + radius`.
///
/// `SimilarityIndex` never picks it: docs/performance.md shows where it stands. It is the least memory that beats looking
/// at everything (12 bytes a hash), and what other libraries call the way to search hashes, so it is here to be measured.
///
/// All nodes are in one array, their rings in another and all hashes in a third, in which every subtree, and so every ring, is contiguous. A ring
/// with few hashes is a leaf, and leaves beside each other are scanned in one go. It never changes.
public struct BKTree: Sendable {
    /// A pivot, and where its rings are.
    private struct Node: Sendable {
        let pivot: UInt64
        let start: UInt32
        /// Where the node's rings stand in `rings`: 65 of them, by distance.
        let rings: Int
    }

    private struct Ring: Sendable {
        /// The ring's hashes end here, and begin where the ring before ends.
        var end: UInt32
        /// The node that the ring is; 0 where it is a leaf.
        var child: UInt32 = 0
    }

    private var nodes: [Node] = []
    private var rings: [Ring] = []
    private var hashes: [UInt64]
    private var ids: [UInt32]
    private let firstID: Int64

    /// Takes ids that lie within 2^32 of each other.
    public init(_ entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        let entries = Array(entries)
        let firstID = entries.map(\.id).min() ?? 0
        self.firstID = firstID
        hashes = entries.map(\.hash.bits)
        ids = entries.map { UInt32($0.id - firstID) }
        if hashes.count > Self.mostInLeaf { _ = grow(0..<hashes.count) }
    }

    /// All hashes at most `radius` bits away from `query`, by distance, then id.
    public func matches(of query: PerceptualHash, within radius: Int) -> [SimilarityIndex.Match] {
        guard radius >= 0 else { return [] }
        var harvest = Harvest(radius: radius, limit: nil)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.scanCount) { room in
            if nodes.isEmpty {
                scan(0..<hashes.count, query, room, &harvest)
            } else {
                visit(0, query, room, &harvest)
            }
        }
        return harvest.inOrder()
    }

    private func visit(
        _ number: Int, _ query: PerceptualHash, _ room: UnsafeMutableBufferPointer<UInt32>, _ harvest: inout Harvest
    ) {
        let node = nodes[number]
        let distance = PerceptualHash(bits: node.pivot).distance(to: query)
        let nearest = max(0, distance - harvest.radius)
        var start = Int(nearest == 0 ? node.start : rings[node.rings + nearest - 1].end)
        var end = start
        for distance in nearest...min(64, distance + harvest.radius) {
            let ring = rings[node.rings + distance]
            if ring.child != 0 {
                scan(start..<end, query, room, &harvest)
                visit(Int(ring.child), query, room, &harvest)
                start = Int(ring.end)
            }
            end = Int(ring.end)
        }
        scan(start..<end, query, room, &harvest)
    }

    private func scan(
        _ places: Range<Int>, _ query: PerceptualHash, _ room: UnsafeMutableBufferPointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        guard let near = room.baseAddress else { return }
        for start in stride(from: places.lowerBound, to: places.upperBound, by: Self.scanCount) {
            let count = min(Self.scanCount, places.upperBound - start)
            // Unsafe: the kernel is C.
            let found = hashes.withUnsafeBufferPointer { hashes in
                hashes.baseAddress.map {
                    hamming_within(
                        HammingKernel.best.rawValue, $0 + start, count, query.bits, UInt32(harvest.radius), near)
                } ?? 0
            }
            for place in 0..<found {
                let hash = PerceptualHash(bits: hashes[start + Int(near[place])])
                let id = firstID + Int64(ids[start + Int(near[place])])
                harvest.add(SimilarityIndex.Match(id: id, hash: hash, distance: hash.distance(to: query)))
            }
        }
    }

    /// Makes a node of these places, and nodes of its large rings; returns its number.
    private mutating func grow(_ places: Range<Int>) -> Int {
        let pivot = hashes[places.lowerBound]
        var ends = [UInt32](repeating: 0, count: 65)
        for place in places { ends[(hashes[place] ^ pivot).nonzeroBitCount] += 1 }
        var next = [Int](repeating: 0, count: 65)
        var sum = places.lowerBound
        for ring in 0...64 {
            next[ring] = sum
            sum += Int(ends[ring])
            ends[ring] = UInt32(sum)
        }
        let (unordered, unorderedIDs) = (Array(hashes[places]), Array(ids[places]))
        for (hash, id) in zip(unordered, unorderedIDs) {
            let ring = (hash ^ pivot).nonzeroBitCount
            hashes[next[ring]] = hash
            ids[next[ring]] = id
            next[ring] += 1
        }
        let number = nodes.count
        let firstRing = rings.count
        nodes.append(Node(pivot: pivot, start: UInt32(places.lowerBound), rings: firstRing))
        rings += ends.map { Ring(end: $0) }
        // The ring at 0 is one hash over and over: there is nothing to part it by.
        for ring in 1...64 {
            let start = Int(ends[ring - 1])
            let end = Int(ends[ring])
            if end - start > Self.mostInLeaf { rings[firstRing + ring].child = UInt32(grow(start..<end)) }
        }
        return number
    }

    /// A scan of so many costs about what going to a node does.
    private static let mostInLeaf = 512
    private static let scanCount = 2048
}
