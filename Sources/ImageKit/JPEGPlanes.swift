import CImageShims
import Pixels

/// A JPEG being decoded to the planes that it is stored in, brightness and two colour differences, each at the smallest
/// scale that serves and at its own resolution.
final class JPEGPlanes: PlaneSource {
    let planes: [SourcePlane]
    private let codec: OpaquePointer
    private let decoder: OpaquePointer
    private let limits: DecodeLimits

    /// Opens it for pictures of up to `stored` pixels, their colour differences at half of that. nil where this way
    /// is not to be had: for other colours than YCbCr and gray, colours with a profile, rare samplings, and pictures that are hardly made smaller.
    /// - Parameter careful: by libjpeg alone, see jpeg_planes.h.
    init?(
        _ bytes: UnsafeRawBufferPointer, for stored: PixelSize, limits: DecodeLimits, careful: Bool
    ) throws(DecodeError) {
        let header = try JPEGHeader(bytes, limits: limits)
        guard ColorTransform(profile: header.profile, of: .rgb) == nil,
            ColorTransform(profile: header.profile, of: .gray) == nil
        else { return nil }
        let codec = try JPEGRows.open(bytes, header, limits: limits).codec
        var samplings = (calotype_plane_sampling(), calotype_plane_sampling(), calotype_plane_sampling())
        let count = withUnsafeMutableBytes(of: &samplings) {
            calotype_jpeg_describe_planes(codec, $0.assumingMemoryBound(to: calotype_plane_sampling.self).baseAddress)
        }
        let used = [samplings.0, samplings.1, samplings.2].prefix(Int(count))
        let sides = used.enumerated().compactMap { index, sampling in
            Self.side(
                of: Self.extent(of: header.size, sampling, among: samplings.0),
                for: stored, isColour: index > 0)
        }
        guard !used.isEmpty, sides.count == used.count else {
            calotype_jpeg_close(codec)
            return nil
        }
        var failure = calotype_failure()
        let scanLimit = Int32(clamping: limits.scans(for: header.size))
        guard let decoder = calotype_planes_start(codec, sides.map(UInt32.init), careful, scanLimit, &failure) else {
            calotype_jpeg_close(codec)
            throw DecodeError(failure, format: .jpeg, limits: limits)
        }
        self.codec = codec
        self.decoder = decoder
        self.limits = limits
        planes = zip(used, sides).map { sampling, side in
            let full = Self.extent(of: header.size, sampling, among: samplings.0)
            let extent = (width: full.width * Double(side) / 8, height: full.height * Double(side) / 8)
            let size = PixelSize(width: Int(extent.width.rounded(.up)), height: Int(extent.height.rounded(.up)))
            return SourcePlane(size: size, extent: extent)
        }
    }

    deinit {
        calotype_planes_close(decoder)
        calotype_jpeg_close(codec)
    }

    func forEachRow(_ body: (Int, UnsafePointer<Int16>) -> Void) throws(DecodeError) -> Bool {
        var failure = calotype_failure()
        var rows = [calotype_plane_rows](repeating: calotype_plane_rows(), count: 3)
        var rowsLeft = planes.map(\.size.height)
        while true {
            switch calotype_planes_next(decoder, &rows, &failure) {
            case CALOTYPE_PLANES_ROWS:
                for (plane, made) in rows.prefix(planes.count).enumerated() {
                    guard let samples = made.samples else { continue }
                    let count = min(rowsLeft[plane], Int(made.rows))
                    for row in 0..<count { body(plane, samples + row * made.stride) }
                    rowsLeft[plane] -= count
                }
            case CALOTYPE_PLANES_DONE: return true
            case CALOTYPE_PLANES_IRREGULAR: return false
            default: throw DecodeError(failure, format: .jpeg, limits: limits)
            }
        }
    }

    /// How much of a grid of samples at full resolution the picture covers.
    private static func extent(
        of size: PixelSize, _ sampling: calotype_plane_sampling, among most: calotype_plane_sampling
    ) -> (width: Double, height: Double) {
        (
            Double(size.width) * Double(sampling.across) / Double(most.across),
            Double(size.height) * Double(sampling.down) / Double(most.down)
        )
    }

    /// How many samples of each eight are kept each way, of a plane for a picture of `stored` pixels.
    ///
    /// The coarser the scale, the more of what a plane shows is the seams between blocks, and the larger it has to be
    /// against what is made of it. Measured against Lanczos-3 over every pixel: docs/decisions/0170.
    private static func side(
        of extent: (width: Double, height: Double), for stored: PixelSize, isColour: Bool
    ) -> Int? {
        let half = isColour ? 0.5 : 1
        let ratio = min(extent.width / (half * Double(stored.width)), extent.height / (half * Double(stored.height)))
        let needed = isColour ? [(1, 3), (2, 1.6), (4, 1.6)] : [(1, 6), (2, 4), (3, 2.4), (4, 1.6)]
        return needed.first { side, oversampling in ratio * Double(side) / 8 >= oversampling }?.0
    }
}
