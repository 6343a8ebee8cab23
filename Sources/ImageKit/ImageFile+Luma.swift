public import Pixels

extension ImageFile {
    /// The whole picture, upright, in grays of sRGB; what is transparent lies on white, as paper is. For reading.
    public func uprightLuma() throws(DecodeError) -> LumaPlane {
        let raster = try uprightRaster()
        var samples = [UInt8](repeating: 0, count: raster.size.area)
        raster.samples.withUnsafeBufferPointer { colours in
            samples.withUnsafeMutableBufferPointer { samples in
                // The weights of `Luma`, and the paper's share by what alpha leaves of it.
                for pixel in samples.indices {
                    let start = 4 * pixel
                    let luma =
                        19595 &* UInt32(colours[start]) &+ 38470 &* UInt32(colours[start + 1])
                        &+ 7471 &* UInt32(colours[start + 2])
                    let gray = (luma &+ 0x8000) >> 16
                    let alpha = UInt32(colours[start + 3])
                    samples[pixel] = UInt8(truncatingIfNeeded: (gray &* alpha &+ 255 &* (255 &- alpha) &+ 127) / 255)
                }
            }
        }
        return LumaPlane(size: raster.size, samples: samples)
    }
}
