import CImageShims
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

    var uprightSize: PixelSize { orientation.applied(to: size) }

    /// Its planes in bytes, upright, one or three: brightness and colour at the levels that a format has them at.
    func upright(_ brightness: calotype_levels, _ colour: calotype_levels) -> [UprightPlane] {
        makers.enumerated().map { index, maker in
            index == 0
                ? UprightPlane(maker, orientation, brightness, paddedTo: 16)
                : UprightPlane(maker, orientation, colour, paddedTo: 8)
        }
    }

    private static func extent(ofPlane index: Int, in size: PixelSize) -> (width: Double, height: Double) {
        let share = index == 0 ? 1 : 0.5
        return (share * Double(size.width), share * Double(size.height))
    }
}
