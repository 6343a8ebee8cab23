import Synchronization

/// Lets people watch the uploads that they have named. It is in this process' memory, since an upload lives in the
/// request that brings it, and nothing of it is left when that is cut off.
///
/// A name is its owner's: what others call the same is another upload, and there is no asking whether they do.
public final class UploadWatch: Sendable {
    struct Key: Hashable {
        let owner: Int64
        let name: String
    }

    private struct Book {
        var uploads: [Key: WatchedUpload] = [:]
        /// In the order of their ends.
        var ended: [(key: Key, upload: WatchedUpload)] = []
    }

    /// So many that are over can still be asked for.
    private static let remembered = 256

    private let book = Mutex(Book())

    init() {}

    /// Begins an upload of that name. Where one is under way already, nobody hears of this one.
    public func begin(_ name: String, of owner: Int64) -> UploadReport {
        let key = Key(owner: owner, name: name)
        return book.withLock { book in
            let known = book.uploads[key]
            if let known, known.begin() { return UploadReport(self, key, known) }
            guard known?.isOver ?? true else { return UploadReport(self, key, nil) }
            let upload = WatchedUpload()
            _ = upload.begin()
            book.uploads[key] = upload
            return UploadReport(self, key, upload)
        }
    }

    /// What happens to the upload of that name: all from its beginning, which may be yet to come, to its end.
    public func follow(_ name: String, of owner: Int64) -> UploadEvents {
        UploadEvents(watch: self, key: Key(owner: owner, name: name))
    }

    func upload(_ key: Key) -> WatchedUpload {
        book.withLock { book in
            if let upload = book.uploads[key] { return upload }
            let upload = WatchedUpload()
            book.uploads[key] = upload
            return upload
        }
    }

    /// Remembers one that is over, and forgets the one that was over first.
    func end(_ upload: WatchedUpload, _ key: Key) {
        upload.end()
        book.withLock { book in
            book.ended.append((key, upload))
            guard book.ended.count > Self.remembered else { return }
            let oldest = book.ended.removeFirst()
            // The name may have been used again.
            if book.uploads[oldest.key] === oldest.upload { book.uploads[oldest.key] = nil }
        }
    }

    /// Forgets one that nobody waits for any more and that never began.
    func leave(_ upload: WatchedUpload, _ key: Key) {
        book.withLock { book in
            if upload.isIdle, book.uploads[key] === upload { book.uploads[key] = nil }
        }
    }
}

/// One upload, told by the request that brings it. Dropping this ends it.
public final class UploadReport: Sendable {
    private let watch: UploadWatch
    private let key: UploadWatch.Key
    private let upload: WatchedUpload?

    init(_ watch: UploadWatch, _ key: UploadWatch.Key, _ upload: WatchedUpload?) {
        self.watch = watch
        self.key = key
        self.upload = upload
    }

    deinit {
        if let upload { watch.end(upload, key) }
    }

    public func tell(_ event: UploadEvent) { upload?.tell(event) }
}
