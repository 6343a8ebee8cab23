/// Gray of colours as Pillow's `convert("L")` has it: ITU-R 601-2 weights in 16-bit fixed point, rounded
/// (src/libImaging/Convert.c).
enum Luma {
    /// Writes one byte for each pixel of `row`. Alpha has no say.
    static func convert(
        _ row: UnsafeBufferPointer<UInt8>, _ layout: RowLayout, into luma: UnsafeMutableBufferPointer<UInt8>
    ) {
        switch layout {
        case .gray:
            _ = luma.update(fromContentsOf: row)
        case .rgb, .rgba:
            let channels = layout.channels
            for pixel in luma.indices {
                let start = pixel * channels
                luma[pixel] = of(row[start], row[start + 1], row[start + 2])
            }
        case .cmyk:
            let colours = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 3 * luma.count)
            defer { colours.deallocate() }
            DisplayRows.mix(row, into: colours)
            convert(UnsafeBufferPointer(colours), .rgb, into: luma)
        }
    }

    private static func of(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        UInt8(
            truncatingIfNeeded: (19595 &* UInt32(red) &+ 38470 &* UInt32(green) &+ 7471 &* UInt32(blue) &+ 0x8000)
                &>> 16)
    }
}
