import ImageKit
import Pixels

/// Pictures for uploads, each different from the next by its seed.
enum Picture {
    /// A JPEG of soft blobs: big enough to be worth a preview, different in every seed's low frequencies.
    static func jpeg(seed: UInt64, width: Int = 320, height: Int = 240) throws -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 40)
        }
        let cells = (0..<64 * 3).map { _ in random() & 255 }
        var samples = [UInt8]()
        samples.reserveCapacity(4 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let cell = 3 * (8 * (8 * y / height) + 8 * x / width)
                for channel in 0..<3 { samples.append(UInt8((cells[cell + channel] + (x ^ y) & 15) & 255)) }
                samples.append(255)
            }
        }
        let size = PixelSize(width: width, height: height)
        return try JPEGEncoder(quality: 85).encode(RGBARaster(size: size, samples: samples, isOpaque: true))
    }
}
