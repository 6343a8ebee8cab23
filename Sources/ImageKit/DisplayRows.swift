import Pixels

/// A source's rows as something to look at: gray, RGB or RGBA.
///
/// Gray and RGB keep the picture's own colours and are taken to sRGB after resampling: there are fewer pixels then, and
/// it is what Pillow users do (`resize`, then `profileToProfile`). Inks are taken to sRGB at once, since a weighted mean
/// of four inks is not the colour between them.
struct DisplayRows {
    let source: any RowSource
    /// `gray`, `rgb` or `rgba`.
    let layout: RowLayout
    /// What is still to be done to the colours.
    let remainingTransform: ColorTransform?
    private let inkTransform: ColorTransform?

    init(_ source: any RowSource) {
        self.source = source
        let transform = ColorTransform(profile: source.profile, of: source.layout)
        let isInk = source.layout == .cmyk
        layout = isInk ? .rgb : source.layout
        inkTransform = isInk ? transform : nil
        remainingTransform = isInk ? nil : transform
    }

    func forEachRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) throws(DecodeError) {
        guard source.layout == .cmyk else { return try source.forEachRow(body) }
        let width = source.size.width
        let colours = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 3 * width)
        defer { colours.deallocate() }
        try source.forEachRow { inks in
            if let inkTransform, let from = inks.baseAddress, let to = colours.baseAddress {
                inkTransform.apply(from, into: to, pixels: width)
            } else {
                Self.mix(inks, into: colours)
            }
            body(UnsafeBufferPointer(colours))
        }
    }

    /// Inks without a profile, as Pillow mixes them: each ink takes its share of what black leaves.
    static func mix(_ inks: UnsafeBufferPointer<UInt8>, into colours: UnsafeMutableBufferPointer<UInt8>) {
        for pixel in 0..<inks.count / 4 {
            let light = 255 - Int(inks[4 * pixel + 3])
            for channel in 0..<3 {
                let product = Int(inks[4 * pixel + channel]) * light + 128
                colours[3 * pixel + channel] = UInt8(light - (product >> 8 + product) >> 8)
            }
        }
    }
}
