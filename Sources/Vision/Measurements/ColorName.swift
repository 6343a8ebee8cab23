/// An everyday name of a colour, and the colour that people mean by it.
struct ColorName {
    let name: String
    let family: ColorFamily
    private let place: CIELAB

    /// Where in ``table`` the name stands whose colour is nearest by CIE 1994 ΔE; of two as near, the first.
    static func nearest(to color: SRGB) -> Int {
        let place = CIELAB(color)
        var best = 0
        var least = Double.infinity
        for (index, name) in table.enumerated() {
            let distance = name.place.squaredDifference(from: place)
            if distance < least { (best, least) = (index, distance) }
        }
        return best
    }

    static let table: [ColorName] = survey.flatMap { family, names in
        names.map { name, hex in
            let color = SRGB(UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
            return ColorName(name: name, family: family, place: CIELAB(color))
        }
    }

    /// Names and colours from the colour survey of xkcd.com (Randall Munroe, 2010, CC0: five million answers in
    /// 222,500 sittings; `rgb.txt`). These are the names given most often of those that say a colour to anyone, and the neutral
    /// ones, with "gray" spelled our way. Which family a name belongs to is our own judgement.
    private static let survey: [(family: ColorFamily, names: [(String, UInt32)])] = [
        (
            .black,
            [
                ("black", 0x000000)
            ]
        ),
        (
            .white,
            [
                ("white", 0xffffff), ("off white", 0xffffe4),
            ]
        ),
        (
            .gray,
            [
                ("gray", 0x929591), ("light gray", 0xd8dcd6), ("dark gray", 0x363737), ("medium gray", 0x7d7f7c),
                ("silver", 0xc5c9c7), ("charcoal", 0x343837), ("slate", 0x516572), ("blue gray", 0x607c8e),
            ]
        ),
        (
            .red,
            [
                ("red", 0xe50000), ("dark red", 0x840000), ("maroon", 0x650021), ("burgundy", 0x610023),
                ("crimson", 0x8c000f), ("brick red", 0x8f1402), ("light red", 0xff474c),
            ]
        ),
        (
            .orange,
            [
                ("orange", 0xf97306), ("burnt orange", 0xc04e01), ("dark orange", 0xc65102),
                ("light orange", 0xfdaa48), ("peach", 0xffb07c),
            ]
        ),
        (
            .yellow,
            [
                ("yellow", 0xffff14), ("mustard", 0xceb301), ("gold", 0xdbb40c), ("light yellow", 0xfffe7a),
                ("pale yellow", 0xffff84), ("dark yellow", 0xd5b60a), ("goldenrod", 0xfac205), ("cream", 0xffffc2),
            ]
        ),
        (
            .green,
            [
                ("green", 0x15b01a), ("light green", 0x96f97b), ("lime green", 0x89fe05), ("dark green", 0x033500),
                ("forest green", 0x06470c), ("bright green", 0x01ff07), ("olive", 0x6e750e),
                ("olive green", 0x677a04), ("pale green", 0xc7fdb5), ("sea green", 0x53fca1), ("lime", 0xaaff32),
                ("neon green", 0x0cff0c), ("grass green", 0x3f9b0b), ("kelly green", 0x02ab2e), ("mint", 0x9ffeb0),
                ("sage", 0x87ae73), ("army green", 0x4b5d16), ("teal", 0x029386), ("dark teal", 0x014d4e),
            ]
        ),
        (
            .blue,
            [
                ("blue", 0x0343df), ("light blue", 0x95d0fc), ("sky blue", 0x75bbfd), ("dark blue", 0x00035b),
                ("turquoise", 0x06c2ac), ("cyan", 0x00ffff), ("aqua", 0x13eac9), ("royal blue", 0x0504aa),
                ("navy blue", 0x001146), ("navy", 0x01153e), ("bright blue", 0x0165fc), ("pale blue", 0xd0fefe),
                ("baby blue", 0xa2cffe), ("steel blue", 0x5a7d9a), ("cerulean", 0x0485d1),
                ("medium blue", 0x2c6fbb), ("midnight blue", 0x020035), ("periwinkle", 0x8e82fe),
            ]
        ),
        (
            .purple,
            [
                ("purple", 0x7e1e9c), ("light purple", 0xbf77f6), ("violet", 0x9a0eea), ("lavender", 0xc79fef),
                ("dark purple", 0x35063e), ("lilac", 0xcea2fd), ("bright purple", 0xbe03fd),
                ("plum", 0x580f41), ("royal purple", 0x4b006e), ("mauve", 0xae7181), ("magenta", 0xc20078),
            ]
        ),
        (
            .pink,
            [
                ("pink", 0xff81c0), ("hot pink", 0xff028d), ("salmon", 0xff796c), ("light pink", 0xffd1df),
                ("dark pink", 0xcb416b), ("rose", 0xcf6275), ("bright pink", 0xfe01b1), ("pale pink", 0xffcfdc),
                ("dusty rose", 0xc0737a), ("coral", 0xfc5a50),
            ]
        ),
        (
            .brown,
            [
                ("brown", 0x653700), ("tan", 0xd1b26f), ("beige", 0xe6daa6), ("light brown", 0xad8150),
                ("dark brown", 0x341c02), ("khaki", 0xaaa662), ("taupe", 0xb9a281), ("sand", 0xe2ca76),
                ("reddish brown", 0x7f2b0a), ("rust", 0xa83c09),
            ]
        ),
    ]
}
