import CImageKit

/// Owns what libexif made of a block and frees it. Not `Sendable`: it lives for the length of one reading.
final class ExifBlock {
    /// What a JPEG segment holds at most. libexif reads no more either; in PNG and WebP, where a block may be larger,
    /// directories come first.
    private static let mostBytes = 65_527
    private static let prefix = Array("Exif\0\0".utf8)

    private let data: UnsafeMutablePointer<ExifData>
    private let order: ExifEntry.Order

    /// Nil for what is not a TIFF block.
    init?(_ block: [UInt8]) {
        let tiff = block.dropFirst(block.starts(with: Self.prefix) ? Self.prefix.count : 0).prefix(Self.mostBytes)
        // What is no TIFF block is sorted out here because libexif would go looking for a JPEG segment in it.
        guard let fence = ExifFence(Array(tiff)) else { return nil }
        guard let data = exif_data_new() else { return nil }
        self.data = data
        order = fence.order
        // On by default: invent what the standard demands, and drop tags that lie in the wrong directory, where
        // several programs put DateTimeOriginal.
        exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
        exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS)
        let fenced = Self.prefix + fence.block
        exif_data_load_data(data, fenced, UInt32(fenced.count))
    }

    deinit { exif_data_unref(data) }

    /// The named entries of the picture's own directory, of EXIF's and of GPS, in this order.
    func forEachEntry(_ body: (ExifEntry) -> Void) {
        let directories = data.pointee.ifd
        for (content, directory) in [
            (directories.0, EXIF_IFD_0), (directories.2, EXIF_IFD_EXIF), (directories.3, EXIF_IFD_GPS),
        ] {
            guard let content, let entries = content.pointee.entries else { continue }
            for index in 0..<Int(content.pointee.count) {
                guard let raw = entries[index], let entry = entry(raw.pointee, in: directory) else { continue }
                body(entry)
            }
        }
    }

    private func entry(_ raw: CImageKit.ExifEntry, in directory: ExifIfd) -> ExifEntry? {
        guard
            let format = ExifEntry.Format(rawValue: raw.format.rawValue), let bytes = raw.data, raw.size > 0,
            let name = Self.name(of: raw.tag, in: directory)
        else { return nil }
        let whole = Int(raw.size) / format.bytesPerComponent * format.bytesPerComponent
        return ExifEntry(
            tag: UInt16(truncatingIfNeeded: raw.tag.rawValue), name: name, format: format, order: order,
            bytes: Array(UnsafeBufferPointer(start: bytes, count: whole)))
    }

    /// A tag of the picture's directory may be one that belongs into EXIF's, and the other way round.
    private static func name(of tag: ExifTag, in directory: ExifIfd) -> String? {
        let places = directory == EXIF_IFD_GPS ? [EXIF_IFD_GPS] : [directory, EXIF_IFD_0, EXIF_IFD_EXIF]
        for place in places {
            guard let spelling = exif_tag_get_name_in_ifd(tag, place) else { continue }
            let name = String(cString: spelling)
            // The one of three that is not spelt like the others, and "ISO Speed" and its kin.
            return name == "SubsecTime" ? "SubSecTime" : String(name.filter { $0 != " " })
        }
        return directory == EXIF_IFD_GPS ? nil : newerNames[tag.rawValue]
    }

    /// What libexif 0.6.24 has no name for and cameras write: TIFF 6.0's 0x013C, which phones fill, and Exif 2.31.
    private static let newerNames: [UInt32: String] = [
        0x013C: "HostComputer", 0x9400: "AmbientTemperature", 0x9401: "Humidity", 0x9402: "Pressure",
        0x9403: "WaterDepth", 0x9404: "Acceleration", 0x9405: "CameraElevationAngle",
    ]
}
