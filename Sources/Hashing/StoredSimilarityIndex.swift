import CHamming

/// An index that was written down, read where its bytes lie: nothing is copied but what was inserted last, so a million
/// hashes are ready as soon as their bytes are.
public struct StoredSimilarityIndex: Sendable {
    public let index: SimilarityIndex
    /// What the writer noted beside it.
    public let note: [Int64]

    /// Nil where the bytes are not what `SimilarityIndex.write` of this version wrote, whole and undamaged.
    ///
    /// - Parameters:
    ///   - bytes: begin on a boundary of 64 bytes; nobody changes them while `owner` lives.
    ///   - owner: keeps the bytes where they are. The index holds on to it as long as it reads from them.
    public init?(in bytes: UnsafeRawBufferPointer, keptBy owner: any AnyObject & Sendable) {
        guard let form = StoredForm(readingFrom: bytes) else { return nil }
        var parts: [SimilarityIndex.Part] = []
        for (stored, blocks) in zip(form.parts, form.blocks) {
            guard let memory = bytes.baseAddress?.advanced(by: blocks.memory) else { return nil }
            let segment = Segment(stored.extent, at: memory, keptBy: owner)
            var part = SimilarityIndex.Part(segment: segment)
            if stored.removedWords > 0 {
                part.removed = RemovedPositions(words: bytes.words(at: blocks.removed, count: stored.removedWords))
            }
            parts.append(part)
        }
        let ids = bytes.words(at: form.recentStart, count: form.recentCount).map { Int64(bitPattern: $0) }
        let hashes = bytes.words(at: form.recentStart + 8 * form.recentCount, count: form.recentCount)
        index = SimilarityIndex(parts: parts, recent: RecentHashes(ids: ids, hashes: hashes))
        note = form.note
    }
}

extension SimilarityIndex {
    /// Writes the index as `StoredSimilarityIndex` reads it, piece by piece, with a version and a checksum over all of it.
    ///
    /// The words are the processor's own; all that Calotype runs on have their lowest byte first.
    ///
    /// - Parameter note: up to four numbers of the caller's, told again to who reads it.
    public func write(note: [Int64], to sink: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        let recentWords = recent.ids.map { UInt64(bitPattern: $0) } + recent.hashes
        var form = StoredForm(self, note: note)
        var sum = form.head.withUnsafeBytes { StoredForm.checksum($0, after: 0) }
        for part in parts {
            sum = StoredForm.checksum(part.segment.bytes, after: sum)
            sum = part.removed.words.withUnsafeBytes { StoredForm.checksum($0, after: sum) }
        }
        form.head[StoredForm.checksumPlace] = recentWords.withUnsafeBytes { StoredForm.checksum($0, after: sum) }
        try form.head.withUnsafeBytes(sink)
        for part in parts {
            try sink(part.segment.bytes)
            if !part.removed.words.isEmpty {
                try StoredForm.padded(part.removed.words).withUnsafeBytes(sink)
            }
        }
        try recentWords.withUnsafeBytes(sink)
    }
}

extension UnsafeRawBufferPointer {
    func words(at start: Int, count: Int) -> [UInt64] {
        (0..<count).map { load(fromByteOffset: start + 8 * $0, as: UInt64.self) }
    }
}
