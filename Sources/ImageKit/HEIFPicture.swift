import CImageShims
import Pixels

/// A HEIC or AVIF by libheif, its header judged: cut, turned and mirrored as the file itself asks (`clap`, `irot`, `imir`),
/// which is all the turning there is: what its EXIF says of orientation repeats that and is not to be obeyed (ISO/IEC 23008-12,
/// 6.5.10). Owns libheif's handle.
final class HEIFPicture {
    let format: ImageFormat
    let size: PixelSize
    let info: calotype_heif_info
    let profile: [UInt8]
    private let handle: OpaquePointer
    private let limits: DecodeLimits

    /// - Parameter limits: also for every picture in the file that this one is made of, in its own coded size, before libheif
    ///   sees any of it.
    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        format = ImageFormat(sniffing: bytes) ?? .heic
        try CodedSizes.judge(bytes, format, limits)
        var info = calotype_heif_info()
        var failure = calotype_failure()
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard let handle = calotype_heif_open(start, bytes.count, UInt32(limits.side), &info, &failure) else {
            throw Self.error(failure, format, bytes.count, limits)
        }
        self.handle = handle
        self.info = info
        self.limits = limits
        size = PixelSize(width: Int(info.width), height: Int(info.height))
        profile = try Self.copy(info.profile_count, limits) { calotype_heif_profile(handle, $0) } ?? []
        try limits.judge(size, in: format)
    }

    deinit { calotype_heif_close(handle) }

    /// The TIFF block of its EXIF: what comes after a length in four bytes, and as many bytes more.
    func exifBlock() throws(DecodeError) -> [UInt8]? {
        let block = try Self.copy(info.exif_count, limits) { calotype_heif_exif(handle, $0) }
        guard let block, let offset = block.withUnsafeBytes({ $0.big32(at: 0) }), offset < block.count - 4 else {
            return nil
        }
        return Array(block[(4 + offset)...])
    }

    /// Decodes it whole; how many bytes there are is for the error.
    func decode(_ layout: calotype_heif_layout, of bytes: Int) throws(DecodeError) {
        var failure = calotype_failure()
        guard calotype_heif_decode(handle, layout, &failure) else { throw Self.error(failure, format, bytes, limits) }
    }

    /// A plane of what was decoded, nil where it is not there in 8 bits and exactly this size.
    func plane(_ index: Int32, of size: PixelSize) -> (start: UnsafePointer<UInt8>, stride: Int)? {
        var (width, height, stride) = (UInt32(0), UInt32(0), 0)
        guard let start = calotype_heif_plane(handle, index, &width, &height, &stride),
            width == size.width, height == size.height
        else { return nil }
        return (start, stride)
    }

    private static func copy(
        _ count: Int, _ limits: DecodeLimits, _ fill: (UnsafeMutablePointer<UInt8>?) -> Bool
    ) throws(DecodeError) -> [UInt8]? {
        guard count > 0 else { return nil }
        try limits.judge(metadataBytes: count)
        var isFilled = false
        let copy = [UInt8](unsafeUninitializedCapacity: count) { target, written in
            isFilled = fill(target.baseAddress)
            written = isFilled ? count : 0
        }
        return isFilled ? copy : nil
    }

    /// libheif tells no place; the length of the file is the next best.
    private static func error(
        _ failure: calotype_failure, _ format: ImageFormat, _ bytes: Int, _ limits: DecodeLimits
    ) -> DecodeError {
        switch failure.kind {
        case CALOTYPE_OUT_OF_MEMORY: .outOfMemory(format)
        case CALOTYPE_UNSUPPORTED: .unsupported(format, reason: failure.sentence)
        default: .damaged(format, reason: "\(failure.sentence) (of \(bytes) bytes)")
        }
    }
}
