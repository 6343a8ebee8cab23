import Gateway
import Identity
import Library

// Uploads.
extension Handlers {
    @Sendable func presign(_ body: PresignedBody, _ incoming: Incoming) async throws -> PresignedShape {
        let offer = try await library.productImages.offer(
            try body.announced, toProduct: try uuid(body.productID, "product_id"),
            owner: try incoming.caller.account)
        return PresignedShape(
            uploadURL: PresignedPutRoute.url(of: offer.put, for: incoming), image: offer.image, key: offer.put.key,
            expiresInSeconds: offer.put.expiresInSeconds)
    }

    @Sendable func confirm(_ body: ConfirmBody, _ incoming: Incoming) async throws -> AcceptedShape {
        let accepted = try await library.productImages.confirm(
            try uuid(body.imageID, "image_id"), of: try incoming.caller.account)
        return AcceptedShape(image: accepted.image, job: accepted.job, message: "Image processing started")
    }

    @Sendable func uploadDirectly(_ incoming: Incoming) async throws -> AcceptedShape {
        let owner = try incoming.caller.account
        let named = try incoming[Query.productID].map { try uuid($0, "product_id") }
        // Before 50 MB are taken in for a product that is not there.
        if let named { try await library.productImages.requireProduct(named, of: owner) }
        let form = try await incoming.form { part, bytes -> Upload? in
            // Whatever else is a file is passed over.
            guard part.name == "file" else { return nil }
            return try await library.receive(bytes, named: part.fileName, limitBytes: fileLimitBytes)
        }
        let product = try named ?? uuid(try form.requiredText("product_id"), "product_id")
        guard let file = try form.file("file") else { throw RequestError.field("file", .missing) }
        let accepted = try await library.productImages.add(file, toProduct: product, owner: owner)
        return AcceptedShape(
            image: accepted.image, job: accepted.job, message: "Image uploaded and processing started")
    }
}

// Analyses and jobs.
extension Handlers {
    @Sendable func analysis(_ incoming: Incoming) async throws -> AnalysisShape {
        AnalysisShape(
            try await library.imageAnalyses.analysis(
                ofImage: try incoming.capture("image_id"), of: try incoming.caller.account))
    }

    @Sendable func retryAnalysis(_ incoming: Incoming) async throws -> RetryShape {
        RetryShape(
            job: try await library.processing.retry(
                image: try incoming.capture("image_id"), of: try incoming.caller.account))
    }

    @Sendable func addBatch(_ body: BatchBody, _ incoming: Incoming) async throws -> JobShape {
        let product = try uuid(body.productID, "product_id")
        let images = try body.imageIDs.map { try uuid($0, "image_ids") }
        return JobShape(
            try await library.processing.batch(
                images: images, ofProduct: product, of: try incoming.caller.account))
    }

    @Sendable func job(_ incoming: Incoming) async throws -> JobShape {
        JobShape(try await library.processing.job(try incoming.capture("job_id"), of: try incoming.caller.account))
    }

    @Sendable func cancelJob(_ incoming: Incoming) async throws {
        try await library.processing.cancel(try incoming.capture("job_id"), of: try incoming.caller.account)
    }

    @Sendable func listJobs(_ incoming: Incoming) async throws -> JobListShape {
        let page = try await library.processing.list(
            try incoming[Query.jobStatus], of: try incoming.caller.account, offset: try incoming[Query.offset],
            limit: try incoming[Query.limit])
        return JobListShape(items: page.items.map(JobShape.init), total: page.total)
    }

    // WebSocket /ws/processing/{job_id}
    @Sendable func followJob(_ incoming: Incoming) async throws -> AsyncMapSequence<ProcessingEvents, EventShape> {
        try await library.processing.follow(
            try incoming.capture("job_id"), as: try incoming.caller.account
        ).map { EventShape($0) }
    }
}
