import CImageShims
import Pixels

/// A plane of bytes, turned upright, with its edge repeated up to a whole number of blocks. Owns its samples.
final class UprightPlane {
    let samples: UnsafeMutableBufferPointer<UInt8>
    let stride: Int

    init(_ made: PlaneResampler, _ orientation: Orientation, _ levels: calotype_levels, paddedTo multiple: Int) {
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
                stored, made.output.width, levels, start + place, orientation.swapsSides ? step.signum() * stride : step
            )
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

    /// One value everywhere.
    init(of value: UInt8, _ width: Int, _ height: Int) {
        stride = width
        samples = .allocate(capacity: width * height)
        samples.initialize(repeating: value)
    }

    deinit { samples.deallocate() }
}
