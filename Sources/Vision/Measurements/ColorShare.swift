/// One colour of a picture, and how much of it.
public struct ColorShare: Sendable, Hashable {
    /// The plain word: "blue".
    public let family: ColorFamily
    /// The everyday name that most of these pixels have: "navy blue".
    public let name: String
    /// The mean of its pixels.
    public let mean: SRGB
    /// The share of the picture's pixels, 0…1.
    public let share: Double
}

/// The eleven words for colours that English has in common use for any kind of thing (Berlin and Kay, Basic Color Terms,
/// 1969).
public enum ColorFamily: String, Sendable, Hashable, CaseIterable {
    case black, white, gray, red, orange, yellow, green, blue, purple, pink, brown
}

/// A colour in sRGB, eight bits a channel.
public struct SRGB: Sendable, Hashable, CustomStringConvertible {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// As `#rrggbb`, in lower-case hex.
    public var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// ITU-R BT.601 luma of three levels in whole numbers, as Pillow's "L" rounds it: 0…255.
    static func luma(_ red: Int, _ green: Int, _ blue: Int) -> Int {
        (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
    }
}
