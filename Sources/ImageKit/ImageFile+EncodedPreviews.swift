public import Pixels

/// A picture that was written here.
public struct EncodedPicture: Sendable {
    /// Upright.
    public let size: PixelSize
    public let bytes: [UInt8]
}

extension ImageFile {
    /// Upright JPEGs in sRGB whose longer sides are at most so many pixels (at least 1), in the order asked; never larger
    /// than the picture is. One decode serves them all.
    ///
    /// Of a JPEG in YCbCr or gray, or a lossy WebP, without a profile of its own, brightness and colour are brought to size as they are
    /// stored, and no pixel is ever turned into RGB. For the rest this is `previews` and `JPEGEncoder`, and as there a preview's
    /// bytes depend on what else was asked for.
    public func jpegPreviews(longerSides: [Int], by encoder: JPEGEncoder = .init()) throws -> [EncodedPicture] {
        try encoded(longerSides.map { uprightSize.fitted(longerSide: max(1, $0)) }, by: encoder)
    }

    /// One upright JPEG in sRGB that lies inside `box` and keeps its aspect; never larger than the picture is.
    public func jpegPreview(fitting box: PixelSize, by encoder: JPEGEncoder = .init()) throws -> EncodedPicture {
        try encoded([size(fitting: box)], by: encoder)[0]
    }

    /// As `jpegPreviews`, in WebP; what is transparent stays so.
    public func webpPreviews(longerSides: [Int], by encoder: WebPEncoder = .init()) throws -> [EncodedPicture] {
        try encoded(longerSides.map { uprightSize.fitted(longerSide: max(1, $0)) }, by: encoder)
    }

    /// As `jpegPreview`, in WebP; what is transparent stays so.
    public func webpPreview(fitting box: PixelSize, by encoder: WebPEncoder = .init()) throws -> EncodedPicture {
        try encoded([size(fitting: box)], by: encoder)[0]
    }

    /// As `webpPreview`, in AVIF.
    public func avifPreview(fitting box: PixelSize, by encoder: AVIFEncoder = .init()) throws -> EncodedPicture {
        try encoded([size(fitting: box)], by: encoder)[0]
    }

    private func size(fitting box: PixelSize) -> PixelSize {
        uprightSize.fitted(inside: PixelSize(width: max(1, box.width), height: max(1, box.height)))
    }

    private func encoded(_ uprightSizes: [PixelSize], by encoder: some PlaneEncoder) throws -> [EncodedPicture] {
        if encoder.takesPlanes, let pictures = try planePictures(of: uprightSizes.map(orientation.applied(to:))) {
            return try pictures.map { EncodedPicture(size: $0.uprightSize, bytes: try encoder.encode($0)) }
        }
        return try rasters(of: uprightSizes).map { EncodedPicture(size: $0.size, bytes: try encoder.encode($0)) }
    }

    /// nil where there is no way to them in planes.
    private func planePictures(of sizes: [PixelSize]) throws(DecodeError) -> [PlanePicture]? {
        guard let largest = sizes.max(by: { $0.area < $1.area }) else { return nil }
        let direct = Set(sizes.filter { Self.oversampling * $0.longerSide > largest.longerSide })
        let pictures = try decodePlanes(for: largest) { planes in
            direct.map { PlanePicture(from: planes, to: $0, orientation: orientation) }
        } push: { pictures, row, plane in
            for picture in pictures { picture.push(row, plane: plane) }
        }
        guard let pictures else { return nil }
        var made = Dictionary(uniqueKeysWithValues: pictures.map { ($0.size, $0) })
        for size in Set(sizes) where made[size] == nil { made[size] = made[largest]?.reduced(to: size) }
        return sizes.compactMap { made[$0] }
    }
}
