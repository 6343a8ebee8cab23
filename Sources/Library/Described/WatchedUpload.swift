import Synchronization

/// What has happened to one upload so far, and who wants to know. Its events are few: four a file,
/// and one for each 256 KiB of it.
final class WatchedUpload: Sendable {
    private enum Life { case awaited, underWay, over }

    private struct State {
        var life = Life.awaited
        var events: [UploadEvent] = []
        var rings: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextFollower = 0
    }

    private let state = Mutex(State())

    /// Whether it begins now; one that has begun does not begin again.
    func begin() -> Bool {
        state.withLock { state in
            guard state.life == .awaited else { return false }
            state.life = .underWay
            return true
        }
    }

    var isOver: Bool { state.withLock { $0.life == .over } }
    /// Whether it never began, and nobody waits for it.
    var isIdle: Bool { state.withLock { $0.life == .awaited && $0.rings.isEmpty } }

    func tell(_ event: UploadEvent) {
        change { $0.events.append(event) }
    }

    func end() {
        change { $0.life = .over }
    }

    /// What there is after the first `count` events, and whether that is all there will be; nil where it has not begun.
    func look(after count: Int) -> (events: ArraySlice<UploadEvent>, isOver: Bool)? {
        state.withLock { state in
            state.life == .awaited ? nil : (state.events.dropFirst(count), state.life == .over)
        }
    }

    /// Rings when there is news, from now until it is left; several rings that nobody hears become one. It ends where
    /// the upload has not begun within `patience`.
    func rings(patience: Duration, left: @escaping @Sendable () -> Void) -> AsyncStream<Void> {
        let (rings, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let follower = state.withLock { state in
            state.nextFollower += 1
            state.rings[state.nextFollower] = ring
            return state.nextFollower
        }
        let alarm = Task { [weak self] in
            try await Task.sleep(for: patience)
            if self?.look(after: 0) == nil { ring.finish() }
        }
        ring.onTermination = { [weak self] _ in
            alarm.cancel()
            self?.state.withLock { $0.rings[follower] = nil }
            left()
        }
        return rings
    }

    private func change(_ edit: (inout State) -> Void) {
        let rings = state.withLock { state in
            edit(&state)
            return Array(state.rings.values)
        }
        for ring in rings { ring.yield() }
    }
}

/// The events of an upload: those that there are, then each as it comes, until it is over. Throws
/// `DescribedImageError.noSuchUpload` where none has come in ten minutes, or `CancellationError`.
public struct UploadEvents: AsyncSequence, Sendable {
    let watch: UploadWatch
    let key: UploadWatch.Key

    public func makeAsyncIterator() -> Iterator { Iterator(watch, key) }

    public struct Iterator: AsyncIteratorProtocol {
        private let upload: WatchedUpload
        private var rings: AsyncStream<Void>.Iterator
        private var count = 0
        private var page: ArraySlice<UploadEvent> = []

        init(_ watch: UploadWatch, _ key: UploadWatch.Key) {
            let upload = watch.upload(key)
            self.upload = upload
            rings = upload.rings(patience: .seconds(600)) { watch.leave(upload, key) }.makeAsyncIterator()
        }

        public mutating func next() async throws -> UploadEvent? {
            while true {
                if let event = page.popFirst() {
                    count += 1
                    return event
                }
                let seen = upload.look(after: count)
                if let seen {
                    page = seen.events
                    if !page.isEmpty { continue }
                    if seen.isOver { return nil }
                }
                guard await rings.next() != nil else {
                    try Task.checkCancellation()
                    throw DescribedImageError.noSuchUpload
                }
            }
        }
    }
}
