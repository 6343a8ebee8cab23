/// Straight alpha to premultiplied and back, with the roundings of Pillow's `RGBA` → `RGBa` → `RGBA`.
enum ResamplerAlpha {
    static func premultiply(
        _ straight: UnsafePointer<UInt8>, into premultiplied: UnsafeMutablePointer<UInt8>, pixels: Int
    ) {
        for offset in stride(from: 0, to: 4 * pixels, by: 4) {
            let alpha = UInt32(straight[offset + 3])
            for channel in offset..<offset + 3 {
                // Exactly round(x / 255) for products of two bytes.
                let product = UInt32(straight[channel]) &* alpha &+ 128
                premultiplied[channel] = UInt8(truncatingIfNeeded: (product &>> 8 &+ product) &>> 8)
            }
            premultiplied[offset + 3] = UInt8(truncatingIfNeeded: alpha)
        }
    }

    static func unpremultiply(_ samples: UnsafeMutableBufferPointer<UInt8>) {
        for offset in stride(from: 0, to: samples.count, by: 4) {
            let alpha = UInt32(samples[offset + 3])
            guard alpha != 0, alpha != 255 else { continue }
            for channel in offset..<offset + 3 {
                samples[channel] = UInt8(clamping: 255 * UInt32(samples[channel]) / alpha)
            }
        }
    }
}
