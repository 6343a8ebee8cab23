import Pixels

/// What writes pictures from planes as they are stored in a JPEG and a lossy WebP alike: brightness, and two colour
/// differences of half its resolution each way.
protocol PlaneEncoder {
    /// Whether it wants no more of the colours than that.
    var takesPlanes: Bool { get }

    func encode(_ picture: PlanePicture) throws(EncodeError) -> [UInt8]
    func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8]
}
