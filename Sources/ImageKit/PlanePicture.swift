import CImageShims
import Glibc
import Pixels

/// A small picture in planes, still as stored: brightness, and two colour differences of half its resolution or none. It is
/// made from planes as they are decoded, or from a larger picture of this kind.
final class PlanePicture {
    let size: PixelSize
    private let orientation: Orientation
    private let makers: [PlaneResampler]

    /// - Parameters:
    ///   - planes: what will be pushed.
    ///   - size: as stored, what `orientation` will then turn.
    init(from planes: [SourcePlane], to size: PixelSize, orientation: Orientation) {
        self.size = size
        self.orientation = orientation
        let mirrors = orientation.mirrorsStored
        makers = planes.enumerated().map { index, plane in
            let covered = Self.extent(ofPlane: index, in: size)
            let output = PixelSize(width: Int(covered.width.rounded(.up)), height: Int(covered.height.rounded(.up)))
            // The half of a sample that an odd side has too many, is on the side that will be the far one.
            return PlaneResampler(
                from: plane.size, covering: plane.extent, to: output, covering: covered,
                origin: (
                    x: mirrors.across ? covered.width - Double(output.width) : 0,
                    y: mirrors.down ? covered.height - Double(output.height) : 0
                ))
        }
    }

    /// One that is made of this, once this is done.
    func reduced(to size: PixelSize) -> PlanePicture {
        let planes = makers.enumerated().map { index, maker in
            SourcePlane(size: maker.output, extent: Self.extent(ofPlane: index, in: self.size))
        }
        let picture = PlanePicture(from: planes, to: size, orientation: orientation)
        for (index, maker) in makers.enumerated() { maker.forEachRow { picture.push($0, plane: index) } }
        return picture
    }

    func push(_ row: UnsafePointer<Int16>, plane: Int) { makers[plane].push(row) }

    /// Upright, as a JPEG.
    func encoded(quality: Int, progressive: Bool) throws(EncodeError) -> JPEGPicture {
        let upright = orientation.applied(to: size)
        guard upright.longerSide <= 65_500 else { throw .tooLarge(upright, longestSide: 65_500) }
        let planes = makers.enumerated().map { index, maker in
            UprightPlane(maker, orientation, paddedTo: index == 0 ? 16 : 8)
        }
        var picture = calotype_jpeg_planes_to_write()
        picture.width = UInt32(upright.width)
        picture.height = UInt32(upright.height)
        // The planes own their samples, and outlive the call.
        picture.planes.0 = UnsafePointer(planes[0].samples.baseAddress)
        picture.strides.0 = planes[0].stride
        if planes.count == 3 {
            picture.planes.1 = UnsafePointer(planes[1].samples.baseAddress)
            picture.planes.2 = UnsafePointer(planes[2].samples.baseAddress)
            picture.strides.1 = planes[1].stride
            picture.strides.2 = planes[2].stride
        }
        var count = 0
        var failure = calotype_failure()
        let bytes = withExtendedLifetime(planes) {
            calotype_jpeg_write(&picture, Int32(quality), progressive, &count, &failure)
        }
        guard let bytes else { throw .failed(.jpeg, reason: failure.sentence) }
        defer { free(bytes) }
        return JPEGPicture(size: upright, bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
    }

    private static func extent(ofPlane index: Int, in size: PixelSize) -> (width: Double, height: Double) {
        let share = index == 0 ? 1 : 0.5
        return (share * Double(size.width), share * Double(size.height))
    }
}

/// A plane of bytes, turned upright, with its edge repeated up to a whole number of blocks.
private final class UprightPlane {
    let samples: UnsafeMutableBufferPointer<UInt8>
    let stride: Int

    init(_ made: PlaneResampler, _ orientation: Orientation, paddedTo multiple: Int) {
        let size = orientation.applied(to: made.output)
        let rows = (size.height + multiple - 1) / multiple * multiple
        let stride = (size.width + multiple - 1) / multiple * multiple
        self.stride = stride
        samples = .allocate(capacity: stride * rows)
        guard let start = samples.baseAddress else { return }
        var row = 0
        made.forEachRow { stored in
            let (first, step) = orientation.place(ofRow: row, in: made.output)
            let place = first / size.width * stride + first % size.width
            calotype_plane_bytes(
                stored, made.output.width, start + place, orientation.swapsSides ? step.signum() * stride : step)
            row += 1
        }
        for row in 0..<size.height {
            let end = start + row * stride + size.width
            end.update(repeating: end[-1], count: stride - size.width)
        }
        for row in size.height..<rows {
            (start + row * stride).update(from: start + (size.height - 1) * stride, count: stride)
        }
    }

    deinit { samples.deallocate() }
}
