import CImageShims
import Pixels

/// A HEIC or AVIF in the planes that it is stored in, which libheif holds whole: a byte and a half a pixel.
final class HEIFPlanes: PlaneSource {
    let planes: [SourcePlane]
    private let picture: HEIFPicture
    private let samples: [(start: UnsafePointer<UInt8>, stride: Int)]

    /// nil where its colours are others than a JPEG's (another matrix, a profile of their own) or it has alpha.
    init?(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        let picture = try HEIFPicture(bytes, limits: limits)
        guard Self.isPlain(picture.info), ColorTransform(profile: picture.profile, of: .rgb) == nil else { return nil }
        try picture.decode(CALOTYPE_HEIF_PLANES, of: bytes.count)
        let half = PixelSize(width: (picture.size.width + 1) / 2, height: (picture.size.height + 1) / 2)
        let sizes = [picture.size, half, half]
        samples = sizes.enumerated().compactMap { picture.plane(Int32($0), of: $1) }
        guard samples.count == sizes.count else { return nil }
        self.picture = picture
        planes = sizes.enumerated().map { index, size in
            let share = index == 0 ? 1 : 0.5
            return SourcePlane(
                size: size, extent: (share * Double(picture.size.width), share * Double(picture.size.height)))
        }
    }

    func forEachRow(_ body: (Int, UnsafePointer<Int16>) -> Void) throws(DecodeError) -> Bool {
        var row = [Int16](repeating: 0, count: picture.size.width)
        for (index, plane) in planes.enumerated() {
            for y in 0..<plane.size.height {
                let bytes = samples[index].start + y * samples[index].stride
                calotype_plane_widen(bytes, plane.size.width, CALOTYPE_LEVELS_FULL, &row)
                row.withUnsafeBufferPointer { if let start = $0.baseAddress { body(index, start) } }
            }
        }
        return true
    }

    /// ITU-R BT.601 in either spelling and all levels, which is what a JPEG has.
    private static func isPlain(_ info: calotype_heif_info) -> Bool {
        !info.has_alpha && info.has_full_range && (info.matrix == 5 || info.matrix == 6)
    }
}
