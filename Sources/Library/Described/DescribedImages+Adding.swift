import Blobs
import Foundation
import ImageKit
import Logging
import Store
import Vision

extension DescribedImages {
    /// From the moment a file is whole to its answer: a reader takes a minute at most, a model two.
    private static let deadline = Duration.seconds(240)
    private static let formats: Set<String> = Set([ImageFormat.png, .jpeg, .gif, .webp].map(\.rawValue))

    /// Takes an image in, reads it, has it described and keeps it; then it is there, and not before.
    ///
    /// A model that is not configured or doesn't answer costs nothing but its words, and a picture that can't be read
    /// nothing but its text. Throws `MediaError` for what is no whole picture, `DescribedImageError`, and
    /// `LibraryError.busy` where too many wait already, or it took too long.
    ///
    /// - Parameter report: told what is done, in its order.
    public func add(
        _ file: Upload, _ wish: DescribingWish, owner: Int64,
        report: @escaping @Sendable (UploadStep) -> Void = { _ in }
    ) async throws -> DescribedImage {
        // Before anything is decoded; the transaction asks again.
        let account = try await ground.read { rows in
            try rows.requireRoom(for: file.sizeBytes, of: owner, quotaMB: quotaMB)
            return try Account(rows.requireAccount(.number(owner)))
        }
        let mode = wish.mode ?? account.processingMode
        return try await finishing(within: Self.deadline) {
            let facts = try await media.facts(of: file)
            guard Self.formats.contains(facts.format) else { throw DescribedImageError.otherFormat(facts.format) }
            let held = try await hold(file, facts)
            return try await ground.letGoOnError(held.claim) {
                let reading = try await read(file.blob.key)
                report(.read(characters: reading.text.count))
                let said = try await words.describe(
                    path: try await ground.file(of: file.blob.key).path, text: reading.text, by: mode.provider,
                    prompt: wish.prompt)
                report(.analysed(provider: said.provider.rawValue))
                return try await keep(
                    NewDescribedImage(
                        blob: held.media.blob, filename: file.filename, format: held.media.format,
                        mode: mode.rawValue, readText: reading.text, readingFailure: reading.failure,
                        description: said.text, provider: said.provider.rawValue, model: said.model),
                    owner: owner, held.claim)
            }
        }
    }

    /// Puts the picture in place and settles what it is, so that what is read from it can be kept for whoever sends it
    /// next. Until the image has its own row a claim keeps the collector away.
    private func hold(_ file: Upload, _ facts: MediaFacts) async throws -> (media: MediaRow, claim: KeptBlobs) {
        let kept = try await media.keep(file, facts)
        let now = ground.now
        let claim = KeptBlobs(claim: ground.randomness.uuid(), rows: [])
        let media = try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.redeem(kept, at: now)
                let media = try facts.settle(file.blob, in: steps, at: now)
                try steps.claimBlobs(
                    [media.blob.sha256], claim: claim.claim, until: now.addingTimeInterval(Ground.claimLifetime))
                return media
            }
        }
        return (media, claim)
    }

    /// What is read from a picture, or why nothing is. What may pass by itself, a reader that died, is tried once more.
    private func read(_ content: BlobKey) async throws -> (text: String, failure: String?) {
        // Somebody waits for it, and has no way to ask for a better one.
        let way = ReadingWay(mode: .highAccuracy, languages: [])
        do {
            return try await readingLine.withTurn {
                do {
                    return (try await texts.text(of: content, way).raw, nil)
                } catch let failure as JobFailure where !failure.isFinal {
                    return (try await texts.text(of: content, way).raw, nil)
                }
            }
        } catch let failure as JobFailure {
            ground.log.notice("an image could not be read", metadata: ["reason": "\(failure.reason)"])
            return ("", failure.reason)
        } catch is WaitingLine.Full {
            throw LibraryError.busy
        }
    }

    private func keep(_ image: NewDescribedImage, owner: Int64, _ claim: KeptBlobs) async throws -> DescribedImage {
        let uuid = ground.randomness.uuid()
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            try steps.requireRoom(for: image.blob.sizeBytes, of: owner, quotaMB: quotaMB)
            try steps.addDescribedImage(image, uuid: uuid, owner: owner, at: now)
            try steps.abandonClaim(claim.claim, at: now)
            guard let row = try steps.describedImage(uuid: uuid) else { throw DescribedImageError.noSuchImage }
            return try DescribedImage(row)
        }
    }
}

extension ProcessingMode {
    /// Who describes pictures in this mode.
    var provider: VisionProvider {
        switch self {
        case .cloud: .cloud
        case .local: .ollama
        }
    }
}

extension StoreSnapshot {
    fileprivate func requireRoom(for bytes: Int, of owner: Int64, quotaMB: Int) throws {
        let use = try storageUse(of: owner, quotaMB: quotaMB)
        guard use.hasRoom(for: bytes) else { throw DescribedImageError.overQuota(use) }
    }
}
