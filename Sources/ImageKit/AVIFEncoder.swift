import CImageShims
import Glibc
public import Pixels

/// Writes AVIF by libheif and libaom, alpha kept.
public struct AVIFEncoder: Sendable {
    /// Beyond it few decoders go (AV1's level 6 has 16,384 pixels across).
    private static let longestSide = 16_384

    /// 0…100, libheif's scale: 65 looks like a WebP's 85 (docs/decisions/0220).
    public let quality: Int
    /// 0…9, libaom's `cpu-used`: the slower, the smaller.
    public let speed: Int

    public init(quality: Int = 65, speed: Int = 8) {
        self.quality = min(max(quality, 0), 100)
        self.speed = min(max(speed, 0), 9)
    }

    /// What writing a picture of that size takes at most besides the picture, in bytes. libaom takes some 20 a pixel.
    public static func workingBytes(for size: PixelSize) -> Int { 32 * size.area + 8 << 20 }

    /// - Throws: `tooLarge` beyond 16,384 pixels, `failed` where the system has no AV1 encoder.
    public func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8] {
        try raster.samples.withUnsafeBufferPointer { samples throws(EncodeError) -> [UInt8] in
            var picture = calotype_avif_picture()
            picture.planes.0 = samples.baseAddress
            picture.strides.0 = 4 * raster.size.width
            picture.has_pixels = true
            picture.has_alpha = !raster.isOpaque
            return try write(&picture, raster.size)
        }
    }

    private func write(_ picture: inout calotype_avif_picture, _ size: PixelSize) throws(EncodeError) -> [UInt8] {
        guard size.longerSide <= Self.longestSide else { throw .tooLarge(size, longestSide: Self.longestSide) }
        picture.width = UInt32(size.width)
        picture.height = UInt32(size.height)
        var count = 0
        var failure = calotype_failure()
        guard let bytes = calotype_avif_write(&picture, Int32(quality), Int32(speed), &count, &failure) else {
            throw .failed(.avif, reason: failure.sentence)
        }
        defer { free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}

extension AVIFEncoder: PlaneEncoder {
    var takesPlanes: Bool { true }

    func encode(_ picture: PlanePicture) throws(EncodeError) -> [UInt8] {
        // The planes own their samples, and outlive the call.
        let planes = picture.upright(CALOTYPE_LEVELS_FULL, CALOTYPE_LEVELS_FULL)
        return try withExtendedLifetime(planes) { () throws(EncodeError) -> [UInt8] in
            var source = calotype_avif_picture()
            source.planes.0 = UnsafePointer(planes[0].samples.baseAddress)
            source.strides.0 = planes[0].stride
            if planes.count == 3 {
                source.planes.1 = UnsafePointer(planes[1].samples.baseAddress)
                source.planes.2 = UnsafePointer(planes[2].samples.baseAddress)
                source.strides.1 = planes[1].stride
                source.strides.2 = planes[2].stride
            }
            return try write(&source, picture.uprightSize)
        }
    }
}
