/// What a picture's EXIF block says, as named values, with the three things that the library asks for read out of them:
/// which way is up, when it was taken, and where.
///
/// Tags carry the names of the EXIF standard, as libexif spells them. They are Pillow's too (`ISOSpeedRatings` is 0x8827),
/// but for `PixelXDimension` and `PixelYDimension` (`ExifImageWidth` and `…Height` there) and the `SubSecTime…` three. Tags without a name, the maker's own notes and the thumbnail's directory
/// are left out, and so is every value that cannot be said as text or finite numbers.
public struct ExifMetadata: Sendable, Equatable {
    /// A name of the EXIF standard and what it stands for.
    public struct Tag: Sendable, Equatable {
        public let name: String
        public let value: ExifValue
    }

    /// In the block's order: the picture's directory, then EXIF's, then GPS. A name occurs once; the first one counts.
    public let tags: [Tag]

    /// Reads a TIFF block, with or without the leading `Exif\0\0`. Nil where it names nothing that can be read.
    ///
    /// Takes the block as hostile: whatever its offsets, counts and loops say, the work is bounded by the first 64 kB and
    /// the answer by 512 tags. What is damaged is left out, and the rest is kept.
    public init?(block: [UInt8]) {
        guard let exif = ExifBlock(block) else { return nil }
        var tags: [Tag] = []
        var names: Set<String> = []
        exif.forEachEntry { entry in
            guard tags.count < 512, let value = ExifValue(entry), names.insert(entry.name).inserted else { return }
            tags.append(Tag(name: entry.name, value: value))
        }
        guard !tags.isEmpty else { return nil }
        self.tags = tags
    }

    public subscript(name: String) -> ExifValue? {
        tags.first { $0.name == name }?.value
    }

    /// 1 (upright) to 8, as the standard numbers them. Nil where there is none or another number.
    public var orientation: Int? {
        guard case .integer(let number) = self["Orientation"], 1...8 ~= number else { return nil }
        return Int(number)
    }

    /// When the picture was taken: DateTimeOriginal, else DateTimeDigitized, else DateTime, the first of them that is a
    /// date, each with the fraction and the offset that go with it.
    public var takenAt: ExifTime? {
        let candidates = [
            ("DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
            ("DateTimeDigitized", "SubSecTimeDigitized", "OffsetTimeDigitized"),
            ("DateTime", "SubSecTime", "OffsetTime"),
        ]
        for (date, fraction, offset) in candidates {
            guard let text = self[date]?.text else { continue }
            if let time = ExifTime(text, fraction: self[fraction]?.text, offset: self[offset]?.text) { return time }
        }
        return nil
    }

    /// Where the picture was taken, in signed decimal degrees of WGS 84: north and east positive. Nil where either is
    /// missing, has no hemisphere, a denominator of 0, or lies off the globe.
    public var gps: (latitude: Double, longitude: Double)? {
        guard
            let latitude = degrees("GPSLatitude", positive: "N", negative: "S", limit: 90),
            let longitude = degrees("GPSLongitude", positive: "E", negative: "W", limit: 180)
        else { return nil }
        return (latitude, longitude)
    }

    private func degrees(_ name: String, positive: Character, negative: Character, limit: Double) -> Double? {
        guard let parts = self[name]?.numbers, 1...3 ~= parts.count, parts.allSatisfy({ $0 >= 0 }) else { return nil }
        let magnitude = parts.reversed().reduce(0) { $0 / 60 + $1 }
        guard magnitude <= limit, let hemisphere = self[name + "Ref"]?.text?.uppercased().first else { return nil }
        return hemisphere == positive ? magnitude : hemisphere == negative ? -magnitude : nil
    }
}
