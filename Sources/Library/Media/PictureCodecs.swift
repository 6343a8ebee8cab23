import Hashing
import ImageKit
import Pixels
import Vision

/// All that is asked of codecs. Each question names its input and gets a finished answer, so that the work can be done
/// anywhere: on the pool's threads, as now, or in another process.
struct PictureCodecs: Sendable {
    /// Longer side of the small preview in pixels.
    static let hotSide = 300
    /// Longer side of the large preview in pixels.
    static let coldSide = 1200

    let pool: CodecPool

    /// Everything that is wanted of a new picture, from one decoding.
    func develop(path: String) async throws -> Development {
        try await onPool(path, forPreviewsOf: Self.coldSide) { file in
            let previews = try file.jpegPreviews(
                longerSides: [Self.hotSide, Self.coldSide], by: EncodedPreview.encoder)
            let hot = EncodedPreview(previews[0])
            let decodedHot = try ImageFile(bytes: hot.jpeg)
            return Development(
                format: file.format, size: file.uprightSize, hot: hot, cold: EncodedPreview(previews[1]),
                // Of the decoded bytes, not of the raster: whoever has only the preview gets the same hash.
                phash: PerceptualHash.phash(of: try decodedHot.storedLuma()),
                thumbhash: try Self.thumbhash(of: decodedHot), exif: PictureExif(file.exif))
        }
    }

    /// Decodes a small preview whole that a client has made. Throws `.notJPEG` for another format.
    func examine(
        hotpreview jpeg: [UInt8]
    ) async throws -> (size: PixelSize, phash: PerceptualHash, thumbhash: String) {
        try await onPool({ try ImageFile(bytes: jpeg) }, taking: \.rasterBytes) { file in
            guard file.format == .jpeg else { throw MediaError.notJPEG }
            return (
                file.uprightSize, PerceptualHash.phash(of: try file.storedLuma()), try Self.thumbhash(of: file)
            )
        }
    }

    /// What stands for the small preview in a file until it is there, in base64.
    func thumbhash(path: String) async throws -> String {
        try await onPool(path) { try Self.thumbhash(of: $0) }
    }

    /// A large preview of the picture in a file.
    func coldpreview(path: String) async throws -> EncodedPreview {
        try await onPool(path, forPreviewsOf: Self.coldSide) { file in
            EncodedPreview(try file.jpegPreviews(longerSides: [Self.coldSide], by: EncodedPreview.encoder)[0])
        }
    }

    /// The picture in a file, brought inside `box`. Never enlarged.
    func fit(path: String, inside box: PixelSize, as format: StoredPicture.Format) async throws -> [UInt8] {
        let encoderBytes = format == .avif ? AVIFEncoder.workingBytes(for: box) : 0
        return try await onPool(path, forPreviewsOf: box.longerSide, encoderBytes: encoderBytes) { file in
            switch format {
            case .jpeg: try file.jpegPreview(fitting: box, by: EncodedPreview.encoder).bytes
            case .webp: try file.webpPreview(fitting: box, by: EncodedPreview.webpEncoder).bytes
            case .avif: try file.avifPreview(fitting: box, by: EncodedPreview.avifEncoder).bytes
            }
        }
    }

    /// The whole picture in a file, upright and gray: for reading.
    func page(path: String) async throws -> LumaPlane {
        try await onPool(path) { try $0.uprightLuma() }
    }

    /// What analysers see of the picture in a file, from one decoding: its measurements, and its large preview.
    func appearance(path: String) async throws -> (measurements: PictureMeasurements, preview: EncodedPreview) {
        try await onPool(path, forPreviewsOf: Self.coldSide) { file in
            // A JPEG's preview is made in its planes, and decoding that again takes a fifth of making the same in RGB. What may have
            // alpha, which a preview in JPEG has lost, is measured before.
            guard file.format == .jpeg else {
                let raster = try file.previews(longerSides: [Self.coldSide])[0]
                return (PictureMeasurements(of: raster, reducedFrom: file.uprightSize), try EncodedPreview(raster))
            }
            let preview = try file.jpegPreviews(longerSides: [Self.coldSide], by: EncodedPreview.encoder)[0]
            let raster = try ImageFile(bytes: preview.bytes).uprightRaster()
            return (PictureMeasurements(of: raster, reducedFrom: file.uprightSize), EncodedPreview(preview))
        }
    }

    private static func thumbhash(of hotpreview: ImageFile) throws -> String {
        ThumbHash(of: try hotpreview.previews(longerSides: [100])[0]).base64
    }

    /// Opens the picture in a file and makes previews of it, the longest of so many pixels.
    private func onPool<Value: Sendable>(
        _ path: String, forPreviewsOf longerSide: Int, encoderBytes: Int = 0,
        _ work: @escaping @Sendable (ImageFile) throws -> Value
    ) async throws -> Value {
        try await onPool(
            { try ImageFile(contentsOf: path) },
            taking: { $0.previewBytes(longerSide: longerSide) + encoderBytes }, work)
    }

    /// Opens the picture in a file and works on the whole of it.
    func onPool<Value: Sendable>(
        _ path: String, _ work: @escaping @Sendable (ImageFile) throws -> Value
    ) async throws -> Value {
        try await onPool({ try ImageFile(contentsOf: path) }, taking: \.rasterBytes, work)
    }

    /// Opens a picture and works on it, in two steps: what the second may take is known from the header alone. The
    /// header is read on the pool as well, since it is a stranger's. A picture that is found to need more than its header
    /// said takes another turn, with as much set aside.
    private func onPool<Value: Sendable>(
        _ open: @escaping @Sendable () throws -> ImageFile, taking memoryBytes: (ImageFile) -> Int,
        _ work: @escaping @Sendable (ImageFile) throws -> Value
    ) async throws -> Value {
        let deadline = pool.deadline()
        let file = try await pool.run(memoryBytes: 8 << 20, by: deadline) { try MediaError.translating(open) }
        let announced = memoryBytes(file)
        do {
            return try await pool.run(memoryBytes: announced, by: deadline) {
                try MediaError.translating { try work(file.allowing(unannouncedBytes: Self.unannouncedBytes)) }
            }
        } catch DecodeError.needsMore(let bytes) {
            return try await pool.run(memoryBytes: announced + bytes, by: deadline) {
                try MediaError.translating { try work(file) }
            }
        }
    }

    /// What a small picture may take that its header did not announce, without another turn.
    private static let unannouncedBytes = 4 << 20
}

/// What is learned of a picture by decoding it.
struct Development: Sendable {
    let format: ImageFormat
    /// Upright.
    let size: PixelSize
    let hot: EncodedPreview
    let cold: EncodedPreview
    let phash: PerceptualHash
    /// Of the small preview, in base64.
    let thumbhash: String
    let exif: PictureExif
}

/// A preview as it is kept.
struct EncodedPreview: Sendable {
    let size: PixelSize
    let jpeg: [UInt8]

    /// Quality 85: no blocks to be seen, and a small preview is about 15 kB.
    static let encoder = JPEGEncoder(quality: 85)
    /// The same to look at (docs/decisions/0220).
    static let webpEncoder = WebPEncoder(quality: 85)
    static let avifEncoder = AVIFEncoder(quality: 65)

    init(_ picture: EncodedPicture) {
        size = picture.size
        jpeg = picture.bytes
    }

    init(_ raster: RGBARaster) throws {
        size = raster.size
        jpeg = try Self.encoder.encode(raster)
    }
}

extension MediaError {
    /// Runs `work`, and turns what the codecs throw into this.
    static func translating<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DecodeError {
            if case .needsMore = error { throw error }
            throw MediaError(error)
        } catch let error as EncodeError {
            // Every preview fits every format, so this is ours.
            throw LibraryError.broken(reason: "encoder: \(error)")
        }
    }

    private init(_ error: DecodeError) {
        switch error {
        case .notAnImage: self = .notAnImage
        case .damaged(let format, let reason): self = .damaged(format: format.rawValue, reason: reason)
        case .unsupported(let format, _): self = .unsupported(format: format.rawValue)
        case .tooLarge, .tooManyBytes, .tooMuchMetadata, .tooManyFrames, .tooManyScans: self = .tooLarge
        case .unreadable(let path, let reason): self = .unreadable(reason: "\(path): \(reason)")
        case .outOfMemory, .needsMore: self = .busy(retryAfterSeconds: 5)
        }
    }
}
