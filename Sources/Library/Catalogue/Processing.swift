import Store

/// The jobs on an owner's pictures: to be asked for, looked at, followed and cancelled.
public struct Processing: Sendable {
    /// How many pictures one batch may have.
    public static let mostImages = 256

    let ground: Ground
    let jobs: Jobs

    /// Puts a picture in line once more. Throws `.noSuchImage` and `.notUploaded`.
    public func retry(image uuid: String, of owner: Int64) async throws -> ProcessingJob {
        let now = ground.now
        return try await ground.write { [randomness = ground.randomness] steps in
            let image = try steps.requireProductImage(uuid, of: owner)
            let order = ProcessingOrder(owner: owner, product: image.productID, images: [image], kind: .single)
            return try steps.startProcessing(order, randomness, at: now)
        }
    }

    /// One job over many pictures of a product. A picture that is named twice is processed once.
    ///
    /// Throws `.badImageCount`, `.noSuchProduct`, `.notOfProduct` and `.notUploaded`.
    public func batch(images uuids: [String], ofProduct product: String, of owner: Int64) async throws -> ProcessingJob
    {
        guard (1...Self.mostImages).contains(uuids.count) else {
            throw CatalogueError.badImageCount(limit: Self.mostImages)
        }
        var seen: Set<String> = []
        let wanted = uuids.map { $0.lowercased() }.filter { seen.insert($0).inserted }
        let now = ground.now
        return try await ground.write { [randomness = ground.randomness] steps in
            let product = try steps.requireProduct(product, of: owner)
            let images = try steps.images(ofProducts: [product.id])
            let byID = Dictionary(uniqueKeysWithValues: images.map { ($0.uuid, $0) })
            let strangers = wanted.filter { byID[$0] == nil }
            guard strangers.isEmpty else { throw CatalogueError.notOfProduct(images: strangers) }
            let order = ProcessingOrder(
                owner: owner, product: product.id, images: wanted.compactMap { byID[$0] }, kind: .batch)
            return try steps.startProcessing(order, randomness, at: now)
        }
    }

    /// A page of the owner's jobs, newest first.
    public func list(
        _ status: ProcessingJob.Status? = nil, of owner: Int64, offset: Int, limit: Int
    ) async throws -> Page<ProcessingJob> {
        try await ground.read { rows in
            let (jobs, total) = try rows.processingJobs(
                of: owner, status: status.map(ProcessingStatus.init), offset: offset, limit: limit)
            let steps = Dictionary(grouping: try rows.steps(ofJobs: jobs.map(\.id)), by: \.jobID)
            return Page(items: jobs.map { ProcessingJob($0, steps: steps[$0.id] ?? []) }, total: total)
        }
    }

    /// The owner's newest jobs, without their steps.
    public func recent(of owner: Int64, limit: Int) async throws -> [ProcessingJob] {
        try await ground.read { rows in
            try rows.processingJobs(of: owner, status: nil, offset: 0, limit: limit).jobs.map {
                ProcessingJob($0, steps: [])
            }
        }
    }

    public func job(_ uuid: String, of owner: Int64) async throws -> ProcessingJob {
        try await ground.read { rows in
            let job = try rows.requireProcessingJob(uuid, of: owner)
            return ProcessingJob(job, steps: try rows.steps(ofJobs: [job.id]))
        }
    }

    /// Cancels a job at once: what its workers do from here on is not kept, and they stop within a quarter of a second.
    /// One that is cancelled already is no error; one that has ended of itself is `.jobHasEnded`.
    public func cancel(_ uuid: String, of owner: Int64) async throws {
        let now = ground.now
        try await ground.write { steps in
            let job = try steps.requireProcessingJob(uuid, of: owner)
            switch ProcessingJob.Status(job.status) {
            case .cancelled: return
            case .completed, .failed: throw CatalogueError.jobHasEnded
            case .queued, .processing: try steps.cancelProcessing(job, at: now)
            }
        }
    }

    /// The events of a job: those that there are, then each as it comes, to its end. Throws `.noSuchJob`, and `.notOwner`
    /// for somebody else's.
    public func follow(_ uuid: String, as account: Int64) async throws -> ProcessingEvents {
        guard let job = try await ground.read({ try $0.processingJob(uuid: uuid.lowercased()) }) else {
            throw CatalogueError.noSuchJob
        }
        guard job.owner == account else { throw CatalogueError.notOwner }
        return ProcessingEvents(jobs: jobs, job: job.uuid, stream: job.stream)
    }
}

/// A processing job's events in their order. The last is the job's end, even where the others are forgotten; only of a job
/// whose owner goes away meanwhile there is none.
public struct ProcessingEvents: AsyncSequence, Sendable {
    let jobs: Jobs
    let job: String
    /// The number of the queue's job that carries the events; nil where they are forgotten.
    let stream: Int64?

    public struct Iterator: AsyncIteratorProtocol {
        private let jobs: Jobs
        private let job: String
        private var events: JobEvents.Iterator?
        private var hasEnded = false

        fileprivate init(_ following: ProcessingEvents) {
            jobs = following.jobs
            job = following.job
            events = following.stream.map { following.jobs.follow($0).makeAsyncIterator() }
        }

        public mutating func next() async throws -> ProcessingEvent? {
            guard !hasEnded else { return nil }
            if let event = try await events?.next() {
                let event = try ProcessingEvent(event, ofJob: job)
                hasEnded = event.kind != .stepUpdate
                return event
            }
            hasEnded = true
            guard let row = try await jobs.ground.read({ [job] in try $0.processingJob(uuid: job) }),
                ProcessingJob.Status(row.status).isEnd
            else { return nil }
            return try ProcessingEvent(endOf: row)
        }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension StoreSnapshot {
    func requireProcessingJob(_ uuid: String, of owner: Int64) throws -> ProcessingJobRow {
        guard let row = try processingJob(uuid: uuid.lowercased(), of: owner) else { throw CatalogueError.noSuchJob }
        return row
    }
}
