/// The coded pictures in a HEIC or AVIF, and where their data lie: what a `meta` box tells of its items (ISO/IEC 14496-12, 8.11),
/// as far as it takes to know how large they are.
struct HEIFItems {
    struct Item {
        var kind = ""
        /// Boxes that describe it: its codec's configuration among them.
        var properties: [HEIFBox] = []
        var extents: [Range<Int>] = []
    }

    private(set) var items: [Int: Item] = [:]
    /// Said sizes (`ispe`), whosesoever.
    private(set) var extents: [HEIFBox] = []
    /// Whether a table was longer than any that is taken here.
    private(set) var isExcessive = false

    /// As in libheif. Extents may take no bytes at all, so that a short file could have billions.
    private static let mostExtents = 32

    init(_ meta: HEIFBox, of bytes: UnsafeRawBufferPointer) {
        let boxes = meta.boxes(after: 4, of: bytes)
        let idat = boxes.first { $0.kind == "idat" }?.body
        for box in boxes {
            switch box.kind {
            case "iinf": readKinds(box, bytes)
            case "iloc": readPlaces(box, bytes, idat)
            case "iprp": readProperties(box, bytes)
            default: break
            }
        }
    }

    private mutating func readKinds(_ box: HEIFBox, _ bytes: UnsafeRawBufferPointer) {
        let isShort = bytes.byte(at: box.body.lowerBound) == 0
        for info in box.boxes(after: isShort ? 6 : 8, of: bytes) where info.kind == "infe" {
            var fields = HEIFFields(info, of: bytes)
            let version = fields.next(4) >> 24
            let number = fields.next(version >= 3 ? 4 : 2)
            _ = fields.next(2)
            items[number, default: Item()].kind = fields.text(4)
        }
    }

    private mutating func readPlaces(_ box: HEIFBox, _ bytes: UnsafeRawBufferPointer, _ idat: Range<Int>?) {
        var fields = HEIFFields(box, of: bytes)
        let version = fields.next(4) >> 24
        let sizes = fields.next(2)
        let (offset, length, base, index) = (
            sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, version > 0 ? sizes & 15 : 0
        )
        guard [offset, length, base, index].allSatisfy({ $0 <= 8 }) else { return }
        for _ in 0..<fields.next(version < 2 ? 2 : 4) {
            let number = fields.next(version < 2 ? 2 : 4)
            let method = version > 0 ? fields.next(2) & 15 : 0
            _ = fields.next(2)
            let start = fields.next(base)
            let count = fields.next(2)
            guard count <= Self.mostExtents else {
                isExcessive = true
                return
            }
            for _ in 0..<count {
                _ = fields.next(index)
                let (from, size) = (fields.next(offset), fields.next(length))
                let whole = method == 0 ? 0..<bytes.count : idat ?? 0..<0
                if let extent = Self.extent(from: start, from, size, in: whole) {
                    items[number, default: Item()].extents.append(extent)
                }
            }
            if fields.isBeyond { return }
        }
    }

    /// A length of 0 goes to the end.
    private static func extent(from base: Int, _ offset: Int, _ length: Int, in whole: Range<Int>) -> Range<Int>? {
        let (start, overflows) = base.addingReportingOverflow(offset)
        guard !overflows, start <= whole.count else { return nil }
        let most = whole.count - start
        return whole.lowerBound + start..<whole.lowerBound + start + (length == 0 ? most : min(length, most))
    }

    private mutating func readProperties(_ box: HEIFBox, _ bytes: UnsafeRawBufferPointer) {
        let boxes = box.boxes(of: bytes)
        let properties = boxes.filter { $0.kind == "ipco" }.flatMap { $0.boxes(of: bytes) }
        extents += properties.filter { $0.kind == "ispe" }
        for associations in boxes where associations.kind == "ipma" {
            var fields = HEIFFields(associations, of: bytes)
            let head = fields.next(4)
            for _ in 0..<fields.next(4) {
                let number = fields.next(head >> 24 == 0 ? 2 : 4)
                for _ in 0..<fields.next(1) {
                    let place = head & 1 == 0 ? fields.next(1) & 0x7F : fields.next(2) & 0x7FFF
                    guard (1...max(1, properties.count)).contains(place), place <= properties.count else { continue }
                    items[number, default: Item()].properties.append(properties[place - 1])
                }
                if fields.isBeyond { return }
            }
        }
    }
}
