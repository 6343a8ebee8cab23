public import Pixels

extension ImageFile {
    /// The brightness of the pixels as they are stored, resampled to exactly `size` whatever their aspect, from the smallest
    /// decode that serves: for a hash that looks at a few pixels, where it need not be Pillow's to the bit. (Of a picture that has
    /// no planes of its own it is, but for a hash's own resampling.)
    public func storedLuma(resampledTo size: PixelSize) throws(DecodeError) -> LumaPlane {
        // A hash's bits hang on fractions of a level: twice the scale that a preview of this size would be made from, and no
        // rounding before the last. Together 0.03 bits of the mean distance to imagehash's (scripts/bench-recall).
        let twice = PixelSize(width: 2 * size.width, height: 2 * size.height)
        let maker = try decodePlanes(for: twice) { planes in
            PlaneResampler(
                from: planes[0].size, covering: planes[0].extent, to: size,
                covering: (Double(size.width), Double(size.height)), origin: (0, 0), isFine: true)
        } push: { maker, row, plane in
            if plane == 0 { maker.push(row) }
        }
        guard let maker else { return Resampler(size: size).resample(try storedLuma()) }
        return LumaPlane(size: size, samples: maker.bytes)
    }

    /// Decodes to planes for a picture of `stored` pixels, as stored: `start` makes what every row is then pushed to. nil where the
    /// picture has no planes of its own, see `PlaneSource`.
    func decodePlanes<Sink>(
        for stored: PixelSize, start: ([SourcePlane]) -> Sink, push: (Sink, UnsafePointer<Int16>, Int) -> Void
    ) throws(DecodeError) -> Sink? {
        try file.withBytes { (bytes) throws(DecodeError) -> Sink? in
            for careful in [false, true] {
                guard !careful || unannouncedBytes <= limits.unannouncedBytes else {
                    throw .needsMore(bytes: unannouncedBytes)
                }
                guard let source = try planes(of: bytes, for: stored, careful: careful) else { return nil }
                let sink = start(source.planes)
                if try source.forEachRow({ plane, row in push(sink, row, plane) }) { return sink }
            }
            return nil
        }
    }

    private func planes(
        of bytes: UnsafeRawBufferPointer, for stored: PixelSize, careful: Bool
    ) throws(DecodeError) -> (any PlaneSource)? {
        switch format {
        case .jpeg: try JPEGPlanes(bytes, for: stored, limits: limits, careful: careful)
        case .webp: try WebPPlanes(bytes, for: stored, limits: limits)
        case .heic, .avif: try HEIFPlanes(bytes, limits: limits)
        case .png, .gif, .bmp: nil
        }
    }
}
