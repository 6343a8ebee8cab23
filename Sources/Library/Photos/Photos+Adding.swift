import Blobs
import Foundation
import Hashing
import Pixels
import Store

/// A file that was added, and the photo that it belongs to.
public struct AddedFile: Hashable, Sendable {
    public let id: Int64
    public let hothash: String
    public let filename: String
}

extension Photos {
    /// Makes a photo of the picture itself: its previews, its hash, what its EXIF tells; its text is read later. Throws
    /// `PhotoError.photoExists` where the owner has it, and `MediaError` for what is no picture.
    public func add(_ upload: Upload, _ details: FileDetails, owner: Int64) async throws -> AddedFile {
        guard !upload.isRaw else { throw MediaError.rawNeedsPhoto }
        try details.check()
        let facts = try await media.facts(of: upload)
        // Before bytes are moved; the transaction asks again.
        if case .known(let known) = facts { try await refuseExisting(known.hot.sha256, owner: owner) }
        let kept = try await media.keep(upload, facts)
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.requireOwner(owner)
                try steps.redeem(kept, at: now)
                let media = try facts.settle(upload.blob, in: steps, at: now)
                let photo = NewPhoto(
                    owner: owner, hothash: media.hot.sha256, width: media.width, height: media.height,
                    takenAt: details.takenAt ?? media.takenAt, latitude: details.latitude ?? media.latitude,
                    longitude: details.longitude ?? media.longitude,
                    authorID: try steps.authorOfImport(details.importSessionID, of: owner),
                    phash: details.validHash?.bits ?? media.phash,
                    cold: ColdPreviewRow(sha256: media.cold.sha256, width: media.coldWidth, height: media.coldHeight),
                    thumbhash: facts.thumbhash)
                let added = try steps.addPhoto(photo, NewImageFile(upload, details, media), at: now)
                try Self.enqueueReading(ofFile: added.id, owner: owner, in: steps, at: now)
                return added
            }
        }
    }

    /// Makes a photo of what a client tells about it, with the small preview that the client has made, which is kept to
    /// the byte. Throws `PhotoError.photoExists`, or `MediaError` where the preview is not a whole JPEG.
    public func add(hotpreview jpeg: [UInt8], _ details: FileDetails, owner: Int64) async throws -> AddedFile {
        try details.check()
        try await refuseExisting(BlobKey(of: jpeg).hex, owner: owner)
        let examined = try await media.codecs.examine(hotpreview: jpeg)
        let kept = try await ground.keep([try await ground.blobs.spool(jpeg)])
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.requireOwner(owner)
                try steps.redeem(kept, at: now)
                let phash = details.validHash ?? examined.phash
                let photo = NewPhoto(
                    owner: owner, hothash: kept.rows[0].sha256, width: details.width ?? examined.size.width,
                    height: details.height ?? examined.size.height, takenAt: details.takenAt,
                    latitude: details.latitude, longitude: details.longitude,
                    authorID: try steps.authorOfImport(details.importSessionID, of: owner), phash: phash.bits,
                    cold: nil,
                    thumbhash: examined.thumbhash)
                let file = NewImageFile(details, width: photo.width, height: photo.height, phash: phash)
                return try steps.addPhoto(photo, file, at: now)
            }
        }
    }

    /// Adds a companion that is only told about.
    public func addFile(_ details: FileDetails, to hothash: String, owner: Int64) async throws -> AddedFile {
        try details.check()
        let now = ground.now
        return try await ground.write { steps in
            let photo = try steps.requirePhoto(hothash, of: owner)
            _ = try steps.authorOfImport(details.importSessionID, of: owner)
            let file = NewImageFile(
                details, width: details.width ?? photo.width, height: details.height ?? photo.height,
                phash: details.validHash)
            return AddedFile(
                id: try steps.addImageFile(file, to: photo.id, of: owner, at: now), hothash: hothash,
                filename: file.filename)
        }
    }

    /// Adds a companion with its bytes: a RAW, which is kept as it is, or another picture, which is decoded.
    public func addFile(
        _ upload: Upload, _ details: FileDetails, to hothash: String, owner: Int64
    ) async throws -> AddedFile {
        try details.check()
        _ = try await ground.read { try $0.requirePhoto(hothash, of: owner) }
        let facts = upload.isRaw ? nil : try await media.facts(of: upload)
        let kept = if let facts { try await media.keep(upload, facts) } else { try await ground.keep([upload.spool]) }
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.redeem(kept, at: now)
                let photo = try steps.requirePhoto(hothash, of: owner)
                _ = try steps.authorOfImport(details.importSessionID, of: owner)
                let file =
                    if let facts {
                        NewImageFile(upload, details, try facts.settle(upload.blob, in: steps, at: now))
                    } else {
                        NewImageFile(raw: upload, details, width: photo.width, height: photo.height)
                    }
                let id = try steps.addImageFile(file, to: photo.id, of: owner, at: now)
                if facts != nil { try Self.enqueueReading(ofFile: id, owner: owner, in: steps, at: now) }
                return AddedFile(id: id, hothash: hothash, filename: file.filename)
            }
        }
    }

    private func refuseExisting(_ hothash: String, owner: Int64) async throws {
        guard try await ground.read({ try $0.photo(hothash: hothash, of: owner) }) == nil else {
            throw PhotoError.photoExists(hothash: hothash)
        }
    }
}

extension FileDetails {
    fileprivate var validHash: PerceptualHash? { perceptualHash.flatMap { PerceptualHash(hex: $0) } }

    fileprivate func check() throws {
        try PhotoFacts.check(latitude: latitude, longitude: longitude)
        try PhotoText.exif.check(exif)
    }
}

extension StoreTransaction {
    fileprivate func addPhoto(_ photo: NewPhoto, _ file: NewImageFile, at time: Date) throws -> AddedFile {
        guard let added = try addPhoto(photo, file: file, at: time) else {
            throw PhotoError.photoExists(hothash: photo.hothash)
        }
        return AddedFile(id: added.file, hothash: photo.hothash, filename: file.filename)
    }

    /// Who took the photos of an import session, which has to be the owner's, as far as it says.
    fileprivate func authorOfImport(_ session: Int64?, of owner: Int64) throws -> Int64? {
        guard let session else { return nil }
        return try requireImportSession(session, of: owner).authorID
    }
}

extension NewImageFile {
    /// A file that was sent, as its content tells; the sender's word counts for when and where.
    fileprivate init(_ upload: Upload, _ details: FileDetails, _ media: MediaRow) {
        self.init(
            filename: details.filename, sizeBytes: upload.sizeBytes, type: media.format, width: media.width,
            height: media.height, sha256: media.blob.sha256, phash: details.validHash?.bits ?? media.phash,
            exif: media.exif, exifText: ExifWords.of(media.exif), takenAt: details.takenAt ?? media.takenAt,
            latitude: details.latitude ?? media.latitude, longitude: details.longitude ?? media.longitude,
            importSessionID: details.importSessionID)
    }

    /// A file that was only told about.
    fileprivate init(_ details: FileDetails, width: Int, height: Int, phash: PerceptualHash?) {
        let exif = details.exif ?? "{}"
        let type = details.type ?? FileType(endingOf: details.filename) ?? .jpeg
        self.init(
            filename: details.filename, sizeBytes: details.sizeBytes ?? 0, type: type.rawValue, width: width,
            height: height, sha256: nil, phash: phash?.bits, exif: exif, exifText: ExifWords.of(exif),
            takenAt: details.takenAt, latitude: details.latitude, longitude: details.longitude,
            importSessionID: details.importSessionID)
    }

    /// A RAW that was sent. Nothing is read from it, so its photo's size stands for its own where the sender gives none.
    fileprivate init(raw upload: Upload, _ details: FileDetails, width: Int, height: Int) {
        let exif = details.exif ?? "{}"
        self.init(
            filename: details.filename, sizeBytes: upload.sizeBytes, type: FileType.raw.rawValue,
            width: details.width ?? width, height: details.height ?? height, sha256: upload.blob.key.hex,
            phash: nil, exif: exif, exifText: ExifWords.of(exif), takenAt: details.takenAt,
            latitude: details.latitude, longitude: details.longitude, importSessionID: details.importSessionID)
    }
}
