import CImageShims
import Glibc
import Pixels

extension JPEGEncoder: PlaneEncoder {
    var takesPlanes: Bool { subsampling == .yuv420 }

    func encode(_ picture: PlanePicture) throws(EncodeError) -> [UInt8] {
        let upright = picture.uprightSize
        guard upright.longerSide <= 65_500 else { throw .tooLarge(upright, longestSide: 65_500) }
        let planes = picture.upright(CALOTYPE_LEVELS_FULL, CALOTYPE_LEVELS_FULL)
        var source = calotype_jpeg_planes_to_write()
        source.width = UInt32(upright.width)
        source.height = UInt32(upright.height)
        // The planes own their samples, and outlive the call.
        source.planes.0 = UnsafePointer(planes[0].samples.baseAddress)
        source.strides.0 = planes[0].stride
        if planes.count == 3 {
            source.planes.1 = UnsafePointer(planes[1].samples.baseAddress)
            source.planes.2 = UnsafePointer(planes[2].samples.baseAddress)
            source.strides.1 = planes[1].stride
            source.strides.2 = planes[2].stride
        }
        var count = 0
        var failure = calotype_failure()
        let bytes = withExtendedLifetime(planes) {
            calotype_jpeg_write(&source, Int32(quality), progressive, &count, &failure)
        }
        guard let bytes else { throw .failed(.jpeg, reason: failure.sentence) }
        defer { free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
