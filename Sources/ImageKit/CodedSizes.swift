import Pixels

/// The sizes that pictures in a HEIC or AVIF really have: a decoder goes by what is in the coded data, whatever the boxes
/// around them say, and takes memory for it. Judged here before it does.
enum CodedSizes {
    /// Throws `tooLarge` where any coded picture, grid or said size is over the limits, and `damaged` for tables without end.
    static func judge(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, _ limits: DecodeLimits)
        throws(DecodeError)
    {
        var unitsLeft = mostUnits
        // Each byte of data belongs to one item in a sound file; a configuration of some hundred bytes may to a thousand tiles.
        var bytesLeft = 2 * bytes.count + (1 << 20)
        for meta in HEIFBox.boxes(in: 0..<bytes.count, of: bytes) where meta.kind == "meta" {
            let table = HEIFItems(meta, of: bytes)
            var sizes = table.extents.map { box in
                PixelSize(
                    width: bytes.big32(at: box.body.lowerBound + 4) ?? 0,
                    height: bytes.big32(at: box.body.lowerBound + 8) ?? 0)
            }
            for item in table.items.values where codedKinds.contains(item.kind) {
                let configurations = item.properties.filter { ["hvcC", "av1C"].contains($0.kind) }
                bytesLeft -= (item.extents + configurations.map(\.body)).reduce(0) { $0 + $1.count }
                guard bytesLeft >= 0 else { break }
                let data = item.extents.reduce(into: [UInt8]()) { $0 += bytes[$1] }
                switch item.kind {
                case "grid": sizes += grid(data)
                case "hvc1", "hev1":
                    let sets = configurations.flatMap { parameterSets(bytes.copy($0.body)) }
                    sizes += (sets + units(data, &unitsLeft)).compactMap(hevc)
                case "av01":
                    let heads = configurations.map { bytes.copy($0.body.dropFirst(4)) }
                    sizes += (heads + [data]).flatMap { headers($0, &unitsLeft) }.compactMap(av1)
                default: break
                }
            }
            guard !table.isExcessive, unitsLeft > 0, bytesLeft >= 0 else {
                throw .damaged(format, reason: "tables without end (of \(bytes.count) bytes)")
            }
            // A side of nothing is libheif's to refuse, where it matters.
            for size in sizes where size.width > 0 && size.height > 0 { try limits.judge(size, in: format) }
        }
    }

    private static let codedKinds: Set<String> = ["grid", "hvc1", "hev1", "av01"]

    /// Units of coded data in a file; there are a handful in each of a picture's tiles.
    private static let mostUnits = 1_000_000

    /// ISO/IEC 23008-12, 6.6.2.3.2: sides of 16 or 32 bits.
    private static func grid(_ data: [UInt8]) -> [PixelSize] {
        var reader = BitReader(data)
        reader.skip(15)
        let bits = reader.bits(1) == 1 ? 32 : 16
        reader.skip(16)
        return [PixelSize(width: reader.bits(bits), height: reader.bits(bits))]
    }

    /// The units in an hvcC box (ISO/IEC 14496-15, 8.3.2.1).
    private static func parameterSets(_ box: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var reader = BitReader(box)
        reader.skip(8 * 22)
        for _ in 0..<reader.bits(8) {
            reader.skip(8)
            for _ in 0..<reader.bits(16) {
                let count = reader.bits(16)
                guard !reader.isBeyond else { return found }
                found.append((0..<min(count, box.count)).map { _ in UInt8(reader.bits(8)) })
            }
        }
        return found
    }

    /// Sequence parameter sets among coded data, each unit behind its length. libheif takes all lengths to be of four bytes.
    private static func units(_ data: [UInt8], _ left: inout Int) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var position = 0
        while position <= data.count - 4, left > 0 {
            left -= 1
            let length = data[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            position += 4
            guard length <= data.count - position else { break }
            // Only its beginning: what comes after the size is long, and nobody's business here.
            if length > 2, data[position] >> 1 & 63 == 33 {
                found.append(Array(data[position..<position + min(length, 200)]))
            }
            position += length
        }
        return found
    }

    /// ITU-T H.265, 7.3.2.2: of a sequence parameter set, up to the size.
    private static func hevc(_ unit: [UInt8]) -> PixelSize? {
        guard unit.count > 2, unit[0] >> 1 & 63 == 33 else { return nil }
        var zeros = 0
        // A 3 after two zeros is only there so that they can't be taken for a start.
        let plain = unit.dropFirst(2).filter { byte in
            let isStuffing = byte == 3 && zeros >= 2
            zeros = byte == 0 ? zeros + 1 : 0
            return !isStuffing
        }
        var reader = BitReader(plain)
        reader.skip(4)
        let layers = reader.bits(3)
        reader.skip(1 + 96)
        let present = (0..<layers).map { _ in (reader.bits(1), reader.bits(1)) }
        if layers > 0 { reader.skip(2 * (8 - layers)) }
        for (profile, level) in present { reader.skip(88 * profile + 8 * level) }
        _ = reader.golomb()
        if reader.golomb() == 3 { reader.skip(1) }
        let size = PixelSize(width: reader.golomb(), height: reader.golomb())
        return reader.isBeyond ? nil : size
    }

    /// Sequence headers among AV1's units (AV1 specification, 5.3).
    private static func headers(_ data: [UInt8], _ left: inout Int) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var position = 0
        while position < data.count, left > 0 {
            left -= 1
            let head = data[position]
            position += head & 4 != 0 ? 2 : 1
            var length = data.count - position
            if head & 2 != 0 {
                length = 0
                for place in 0..<8 where position < data.count {
                    let byte = data[position]
                    position += 1
                    length |= Int(byte & 127) << (7 * place)
                    if byte < 128 { break }
                }
            }
            guard position <= data.count, length <= data.count - position else { break }
            if head >> 3 & 15 == 1 { found.append(Array(data[position..<position + min(length, 400)])) }
            position += length
        }
        return found
    }

    /// AV1 specification, 5.5.1: of a sequence header, up to the size, which no frame exceeds.
    private static func av1(_ header: [UInt8]) -> PixelSize? {
        var reader = BitReader(header)
        reader.skip(4)
        if reader.bits(1) == 1 {
            reader.skip(5)
        } else {
            skipOperatingPoints(&reader)
        }
        let (across, down) = (reader.bits(4) + 1, reader.bits(4) + 1)
        let size = PixelSize(width: reader.bits(across) + 1, height: reader.bits(down) + 1)
        return reader.isBeyond ? nil : size
    }

    private static func skipOperatingPoints(_ reader: inout BitReader) {
        var delayBits = 0
        if reader.bits(1) == 1 {
            reader.skip(64)
            if reader.bits(1) == 1 { _ = reader.golomb() }
            if reader.bits(1) == 1 {
                delayBits = reader.bits(5) + 1
                reader.skip(32 + 5 + 5)
            }
        }
        let hasDisplayDelay = reader.bits(1) == 1
        for _ in 0...reader.bits(5) {
            reader.skip(12)
            if reader.bits(5) > 7 { reader.skip(1) }
            if delayBits > 0, reader.bits(1) == 1 { reader.skip(2 * delayBits + 1) }
            if hasDisplayDelay, reader.bits(1) == 1 { reader.skip(4) }
        }
    }
}
