import Pixels

extension ImageFile {
    /// What making previews takes at most, in bytes, the longest of them of `longerSide` pixels: what the format's decoder
    /// holds of the picture, rows in hand, and the previews in the forms that they go through. A bound, from the header alone; what a
    /// picture of the usual kind takes is less. (A JPEG that turns out irregular: see `DecodeError.needsMore`.)
    public func previewBytes(longerSide: Int) -> Int {
        heldBytes + rowBytes + Self.bytesOfOutput * uprightSize.fitted(longerSide: max(1, longerSide)).area
            + Self.tables
    }

    /// What the whole picture takes at most, in RGBA or in gray: the decoder's part, and five bytes a pixel.
    public var rasterBytes: Int {
        heldBytes + rowBytes + 5 * storedSize.area + Self.tables
    }

    /// The same picture, with another limit of what a decode may take that its header does not announce.
    public func allowing(unannouncedBytes: Int) -> ImageFile {
        var file = self
        file.limits.unannouncedBytes = unannouncedBytes
        return file
    }

    /// Lanczos-3 spans six rows of the smaller picture, and what it is given is mostly up to six times as large: 40 rows of three
    /// samples in 16 bits. Only for the smallest previews of the largest pictures it is all of an eighth of the picture's size.
    private var rowBytes: Int { 40 * 6 * storedSize.width + storedSize.area / 8 }
    /// Three planes in 16 bits or RGBA twice, and what is written.
    private static let bytesOfOutput = 16
    /// Huffman tables, weights, and what a codec sets up for itself.
    private static let tables = 4 << 20
}
