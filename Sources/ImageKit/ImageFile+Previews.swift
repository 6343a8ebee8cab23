public import Pixels

extension ImageFile {
    /// Upright sRGB pictures whose longer sides are at most so many pixels (at least 1), in the order asked; never
    /// larger than the picture is. One decode serves them all.
    ///
    /// The decode is at the smallest scale that leaves three times the largest size, so that what Lanczos-3 makes of it
    /// can't be told from a resampling of the full picture (docs/decisions/0010). Sizes of up to a third of the largest
    /// are made from the largest. So a preview's bytes depend, in the last bit, on what else was asked for: ask for the
    /// same sizes where bytes are to be the same.
    public func previews(longerSides: [Int]) throws(DecodeError) -> [RGBARaster] {
        try rasters(of: longerSides.map { uprightSize.fitted(longerSide: max(1, $0)) })
    }

    /// One upright sRGB picture that lies inside `box` and keeps its aspect; never larger than the picture is.
    public func preview(fitting box: PixelSize) throws(DecodeError) -> RGBARaster {
        let box = PixelSize(width: max(1, box.width), height: max(1, box.height))
        return try rasters(of: [uprightSize.fitted(inside: box)])[0]
    }

    /// How much larger than what is made of it a picture has to be that is coarser than the original. Pillow's thumbnails
    /// have 2; text and fine patterns come out visibly closer at 3, for a fifth more time.
    static let oversampling = 3

    func rasters(of uprightSizes: [PixelSize]) throws(DecodeError) -> [RGBARaster] {
        // An orientation that swaps sides is its own inverse as far as sizes go.
        let sizes = uprightSizes.map(orientation.applied(to:))
        guard let largest = sizes.max(by: { $0.area < $1.area }) else {
            try verify()
            return []
        }
        let least = PixelSize(width: Self.oversampling * largest.width, height: Self.oversampling * largest.height)
        return try withRows(for: .display(atLeast: least)) { (source) throws(DecodeError) -> [RGBARaster] in
            let rows = DisplayRows(source)
            let direct = Set(sizes.filter { Self.oversampling * $0.longerSide > largest.longerSide })
            let reducer = BoxReducer(rows, toAtLeast: least)
            let makers = direct.map {
                PreviewMaker(
                    from: reducer?.size ?? source.size, covering: reducer?.extent ?? source.extent, to: $0, rows.layout)
            }
            let makeRow = { (row: UnsafeBufferPointer<UInt8>) in
                for maker in makers { maker.push(row) }
            }
            try rows.forEachRow { row in
                if let reducer { reducer.push(row, makeRow) } else { makeRow(row) }
            }
            var made = Dictionary(uniqueKeysWithValues: makers.map { ($0.size, $0.finish()) })
            for size in Set(sizes) where made[size] == nil {
                let maker = PreviewMaker(from: largest, covering: nil, to: size, rows.layout)
                made[largest]?.forEachRow(of: largest.width * rows.layout.channels, maker.push)
                made[size] = maker.finish()
            }
            return sizes.map { size in
                var raster = RasterBuilder(
                    stored: size, layout: rows.layout, orientation: orientation, transform: rows.remainingTransform)
                made[size]?.forEachRow(of: size.width * rows.layout.channels) { raster.push($0) }
                return raster.finish()
            }
        }
    }
}

/// Makes rows into a picture of one size, still as stored and in its own colours.
private final class PreviewMaker {
    private enum Way {
        /// Without resampling, alpha must not go through premultiplication either: it would lose colour for nothing.
        case copying
        case quick(BytesResampler)
        case plain(RowResampler)
    }

    /// How much smaller a picture has to be made for the quick resampler. Below, Pillow's own roundings are a part of what
    /// previews are held against, and its bytes come nearer to them: 0.9863 to 0.9861 at half the size (PreviewQualityTests).
    private static let quickFrom = 3

    let size: PixelSize
    private let way: Way
    private var collected: [UInt8] = []

    init(
        from input: PixelSize, covering extent: (width: Double, height: Double)?, to size: PixelSize,
        _ layout: RowLayout
    ) {
        self.size = size
        if input == size {
            way = .copying
        } else if layout == .rgba || Self.quickFrom * size.longerSide > input.longerSide {
            way = .plain(
                RowResampler(
                    from: input, to: size, channels: layout.channels, straightAlpha: layout == .rgba, covering: extent))
        } else {
            let extent = extent ?? (Double(input.width), Double(input.height))
            way = .quick(BytesResampler(from: input, covering: extent, to: size, channels: layout.channels))
        }
    }

    func push(_ row: UnsafeBufferPointer<UInt8>) {
        switch way {
        case .copying: collected += row
        case .quick(let resampler): resampler.push(row)
        case .plain(let resampler): resampler.push(row)
        }
    }

    func finish() -> [UInt8] {
        switch way {
        case .copying: collected
        case .quick(let resampler): resampler.finish()
        case .plain(let resampler): resampler.finish()
        }
    }
}

extension [UInt8] {
    fileprivate func forEachRow(of rowBytes: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeBufferPointer { samples in
            for start in stride(from: 0, to: samples.count, by: rowBytes) {
                body(UnsafeBufferPointer(rebasing: samples[start..<start + rowBytes]))
            }
        }
    }
}
