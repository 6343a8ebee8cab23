import Pixels

/// A page made ready for reading, whichever way up: dark on light, evenly lit.
struct PreparedPage {
    let size: PixelSize
    private let pix: GrayPix
    /// Otsu's threshold between paper and ink.
    private let threshold: Int

    /// - Parameter samples: as in `LumaPlane`; `size.area` of them.
    init(_ samples: consuming [UInt8], size: PixelSize) throws(EngineFailure) {
        self.size = size
        var gray = consume samples
        if PagePolarity.isLightOnDark(gray, size: size) { gray = gray.map { 255 - $0 } }
        let light = PageLight(of: gray, size: size)
        if !light.isEven { gray = light.evened(gray) }
        threshold = Histogram(gray).otsuThreshold
        pix = try GrayPix(gray, size: size)
    }

    /// The page straightened and brought to the size at which Tesseract reads best.
    ///
    /// - Parameter rotation: degrees that the content stands turned clockwise, to be undone.
    func sheet(rotation: Int, mode: ReadingOptions.Mode) throws(EngineFailure) -> Sheet {
        let upright = try rotation == 0 ? pix : pix.turned(quarters: 4 - rotation / 90)
        let ink = try upright.ink(below: threshold)
        let letters = Letters(among: ink.pieces(), size: upright.size)
        let skew = letters.areOneLine ? 0 : ink.skew()
        let segmentation = PageSegmentation(of: letters, skew: skew, mode: mode)
        let zoom = Sheet.zoom(letters, size: upright.size, mode: mode)
        let scale = (x: zoom * Sheet.widthFactor(mode, segmentation), y: zoom)
        // The page turns by `skew`; where it is narrowed, its lines stand that much steeper.
        let slope = skew == 0 ? 0 : Sheet.slope(skew, narrowedBy: scale.x / scale.y)
        let level = try upright.scaled(x: scale.x, y: scale.y).turned(radians: slope)
        return Sheet(
            pix: level,
            placement: SheetPlacement(
                page: size, rotation: rotation, scale: scale, skew: slope, sheet: level.size),
            segmentation: segmentation)
    }
}

/// How many samples there are of each gray.
struct Histogram {
    private var counts = [Int](repeating: 0, count: 256)

    init(_ samples: [UInt8]) {
        samples.withUnsafeBufferPointer { samples in
            counts.withUnsafeMutableBufferPointer { counts in
                for sample in samples { counts[Int(sample)] += 1 }
            }
        }
    }

    /// The gray that parts the samples so that the two parts' means lie as far apart as may be, weighed by their sizes
    /// (N. Otsu, 1979). What is below it is ink.
    var otsuThreshold: Int {
        let total = Double(counts.reduce(0, +))
        let moment = counts.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) }
        var (below, momentBelow, best, threshold) = (0.0, 0.0, -1.0, 128)
        for gray in 0..<255 {
            below += Double(counts[gray])
            momentBelow += Double(gray * counts[gray])
            guard below > 0, below < total else { continue }
            let apart = momentBelow / below - (moment - momentBelow) / (total - below)
            let between = below * (total - below) * apart * apart
            if between > best { (best, threshold) = (between, gray + 1) }
        }
        return threshold
    }
}
