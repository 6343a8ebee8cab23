import Foundation
import Store

/// What a client wants to put.
public struct AnnouncedImage: Hashable, Sendable {
    public var filename: String
    /// One of `ProductImages.mediaTypes`.
    public var mediaType: String
    public var sizeBytes: Int

    public init(filename: String, mediaType: String, sizeBytes: Int) {
        self.filename = filename
        self.mediaType = mediaType
        self.sizeBytes = sizeBytes
    }
}

// Pictures that clients put by themselves: announced, put, confirmed.
extension ProductImages {
    /// How long a picture that was announced may stay away. Nobody can put it any more by then.
    static let patienceSeconds: TimeInterval = 24 * 3600

    /// Adds a picture whose bytes are to come, and says where they are to be put.
    public func offer(
        _ announced: AnnouncedImage, toProduct product: String, owner: Int64
    ) async throws -> (image: String, put: PutOffer) {
        try ProductText.filename.check(announced.filename)
        let product = try await ground.read { try $0.requireProduct(product, of: owner) }
        let key = Self.objectKey(
            of: product, filename: announced.filename, tag: ground.randomness.token(byteCount: 4))
        let put = try await presignedPuts.offer(
            key, mediaType: announced.mediaType, sizeBytes: announced.sizeBytes)
        let uuid = ground.randomness.uuid()
        let now = ground.now
        try await ground.write { steps in
            let product = try steps.requireProduct(product.uuid, of: owner)
            try steps.addProductImage(
                NewProductImage(
                    uuid: uuid, product: product.id, owner: owner, objectKey: key, filename: announced.filename,
                    mediaType: announced.mediaType, sizeBytes: announced.sizeBytes, content: nil),
                at: now)
        }
        return (uuid, put)
    }

    /// Takes in what was put for a picture, and puts it in line to be processed. A picture that is there already has the
    /// job that it has.
    ///
    /// Throws `CatalogueError.noSuchImage`, `.notUploaded`, `PresignedPutError.wrongSize`, and what `add` throws for what is
    /// no picture.
    public func confirm(_ uuid: String, of owner: Int64) async throws -> Accepted {
        let image = try await ground.read { try $0.requireProductImage(uuid, of: owner) }
        if image.content != nil { return try await accepted(image, of: owner) }
        let now = ground.now
        do {
            let file = try await presignedPuts.collect(image.objectKey, named: image.filename)
            let accepted = try await take(file, owner: owner) { steps, content in
                let image = try steps.requireProductImage(uuid, of: owner)
                try steps.confirmPut(image.objectKey, at: now)
                try steps.fillProductImage(
                    image.id, mediaType: content.mediaType, sizeBytes: content.sizeBytes, content.row)
                return try steps.requireProductImage(uuid, of: owner)
            }
            await presignedPuts.discard(image.objectKey)
            return accepted
        } catch PresignedPutError.confirmed {
            // By somebody who asked at the same time.
            return try await self.accepted(image, of: owner)
        } catch PresignedPutError.notPut, PresignedPutError.noSuchOffer {
            throw CatalogueError.notUploaded
        }
    }

    /// A picture that is there, and the newest job on it.
    private func accepted(_ image: ProductImageRow, of owner: Int64) async throws -> Accepted {
        let job = try await ground.read { rows in
            guard let job = try rows.newestProcessingJob(ofImage: image.uuid) else { throw CatalogueError.noSuchImage }
            return ProcessingJob(job, steps: try rows.steps(ofJobs: [job.id]))
        }
        return Accepted(image: image.uuid, job: job)
    }
}
