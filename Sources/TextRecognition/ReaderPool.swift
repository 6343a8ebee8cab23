public import Pixels

/// Reads pages in a bounded number of child processes, each with its engines kept warm.
///
/// A page is read in one process; where it takes too long the process is killed, where Tesseract dies the process is
/// gone: either costs that page, and the next one finds a new process. Nobody's thread waits meanwhile but the pool's
/// own. Pages wait in the order in which they came, as many as the queue takes; cancelling the task of a page takes it
/// out of the queue, or kills its reader.
public actor ReaderPool {
    private let settings: Settings
    private let lanes: [ReaderLane]
    private var idle: [ReaderLane]
    private var waiting: [Ticket] = []
    private var nextTicket = 0
    private var pagesRead = 0
    private var isClosed = false

    private struct Ticket {
        let number: Int
        let continuation: CheckedContinuation<Result<ReaderLane, ReadingError>, Never>
    }

    /// Starts no process yet: each is started by the first page that needs it.
    public init(_ settings: Settings) {
        self.settings = settings
        lanes = (0..<max(1, settings.readers)).map { ReaderLane($0, settings: settings) }
        idle = lanes
    }

    /// Reads an upright page. Of any size up to the pool's limit: small text is enlarged and a huge page reduced here.
    public func read(_ page: LumaPlane, options: ReadingOptions = ReadingOptions()) async throws(ReadingError)
        -> Reading
    {
        guard page.size.area > 0 else { throw .tooLarge(page.size, limitPixels: settings.mostPixels) }
        guard page.size.area <= settings.mostPixels, page.size.longerSide <= Settings.mostPageSide else {
            throw .tooLarge(page.size, limitPixels: settings.mostPixels)
        }
        let answer = try await ask(.read(page.size, languages: options.languages, mode: options.mode), page: page)
        switch answer {
        case .sheet(let sheet):
            // The placement comes from a process that may be damaged; the page is the one that was given.
            guard sheet.placement.page == page.size else {
                throw .readerUnavailable(reason: "an answer to another page")
            }
            pagesRead += 1
            return Reading(sheet, format: options.format)
        case .languageNotInstalled(let name, let installed):
            throw .languageNotInstalled(name, installed: installed)
        case .failed(let reason): throw .readerUnavailable(reason: reason)
        case .languages: throw .readerUnavailable(reason: "an answer to another question")
        }
    }

    /// What is installed now: asked anew each time, since a package may have come.
    public func installedLanguages() async throws(ReadingError) -> InstalledLanguages {
        guard case .languages(let names) = try await ask(.languages, page: nil) else {
            throw .readerUnavailable(reason: "an answer to another question")
        }
        return InstalledLanguages(names)
    }

    /// Ends all processes. Pages in hand end as `.closed` or `.readerDied`, and so does whatever comes later.
    public func close() {
        isClosed = true
        for ticket in waiting { ticket.continuation.resume(returning: .failure(.closed)) }
        waiting = []
        for lane in lanes { lane.stop() }
    }

    public var report: Report {
        Report(
            readers: lanes.compactMap(\.processNumber), busy: lanes.count - idle.count, waiting: waiting.count,
            residentBytes: lanes.reduce(0) { $0 + $1.residentBytes }, pagesRead: pagesRead,
            started: lanes.reduce(0) { $0 + $1.starts }, recycled: lanes.reduce(0) { $0 + $1.recycled })
    }

    private func ask(_ request: Request, page: LumaPlane?) async throws(ReadingError) -> Answer {
        let lane = try await borrow()
        let answer = await lane.ask(request, page: page)
        giveBack(lane)
        if isClosed, case .failure = answer { throw .closed }
        return try answer.get()
    }

    private func borrow() async throws(ReadingError) -> ReaderLane {
        guard !isClosed else { throw .closed }
        // The one that was used last is the warmest; the others may stay unstarted.
        if let lane = idle.popLast() { return lane }
        guard waiting.count < settings.mostWaiting else { throw .busy }
        nextTicket += 1
        let number = nextTicket
        let lane = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<ReaderLane, ReadingError>, Never>) in
                if Task.isCancelled {
                    continuation.resume(returning: .failure(.cancelled))
                } else {
                    waiting.append(Ticket(number: number, continuation: continuation))
                }
            }
        } onCancel: {
            Task { await self.withdraw(number) }
        }
        return try lane.get()
    }

    private func withdraw(_ number: Int) {
        guard let place = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: place).continuation.resume(returning: .failure(.cancelled))
    }

    private func giveBack(_ lane: ReaderLane) {
        if isClosed { lane.stop() }
        if waiting.isEmpty {
            idle.append(lane)
        } else {
            waiting.removeFirst().continuation.resume(returning: .success(lane))
        }
    }
}
