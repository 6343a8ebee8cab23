import Foundation
import ImageKit
import Pixels
import Testing

@Suite("Bad pictures")
struct BadPicturesTests {
    static let rows = Fixtures.table("bad.csv")

    @Test("a hostile picture is refused, and the error says who can act", arguments: rows.compactMap { $0["file"] })
    func hostile(name: String) throws {
        let expected = try #require(Self.rows.first { $0["file"] == name }?["error"])
        #expect(kind(of: try Fixtures.bytes("bad/\(name)")) { try $0.verify() } == expected)
        #expect(kind(of: try Fixtures.bytes("bad/\(name)")) { _ = try $0.previews(longerSides: [20]) } == expected)
        #expect(kind(of: try Fixtures.bytes("bad/\(name)")) { _ = try $0.storedLuma() } == expected)
    }

    @Test("a cut-off picture is damaged, and the reason names a place", arguments: Fixtures.names(in: "truncated"))
    func truncated(name: String) throws {
        let error = #expect(throws: DecodeError.self) {
            try ImageFile(contentsOf: Fixtures.path("truncated/\(name)")).previews(longerSides: [20])
        }
        guard case .damaged(_, let reason) = error else { throw try #require(error) }
        #expect(reason.contains("byte"))
    }

    @Test("every picture cut at twenty places is refused by every way of decoding", arguments: GoodPicturesTests.names)
    func cuts(name: String) throws {
        var whole = try Fixtures.bytes("good/\(name)")
        if name == "jpeg-trailing-garbage.jpg" { whole.removeLast(15 * 9) }
        for twentieth in 0..<20 {
            let cut = Array(whole.prefix(whole.count * twentieth / 20))
            #expect(throws: DecodeError.self, "at \(cut.count)") { try ImageFile(bytes: cut).verify() }
            #expect(throws: DecodeError.self, "at \(cut.count)") {
                try ImageFile(bytes: cut).preview(fitting: .init(width: 9, height: 9))
            }
            #expect(throws: DecodeError.self, "at \(cut.count)") { try ImageFile(bytes: cut).uprightRaster() }
            #expect(throws: DecodeError.self, "at \(cut.count)") { try ImageFile(bytes: cut).storedLuma() }
        }
        #expect(throws: DecodeError.self) { try ImageFile(bytes: whole.dropLast()).verify() }
    }

    @Test("whatever bytes are flipped, nothing crashes, and what decodes has the size that its header says")
    func mutations() throws {
        var random = SplitMix(state: 2026)
        var decoded = 0
        var refused = 0
        for name in GoodPicturesTests.names {
            let whole = try Fixtures.bytes("good/\(name)")
            for _ in 0..<30 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    // Half of the flips fall into the header, where they do most.
                    let range = Bool.random(using: &random) ? 0..<min(64, bytes.count) : 0..<bytes.count
                    bytes[Int.random(in: range, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                do {
                    // What a header may ask for is kept small here: the test is about crashes, not about patience.
                    let file = try ImageFile(bytes: bytes, limits: DecodeLimits(pixels: 1_000_000))
                    let luma = try file.storedLuma()
                    #expect(luma.size == file.storedSize)
                    let previews = try file.previews(longerSides: [25, 8])
                    #expect(previews.map(\.size) == [25, 8].map { file.uprightSize.fitted(longerSide: $0) })
                    decoded += 1
                } catch {
                    refused += 1
                }
            }
        }
        // Both have to happen, or the test says nothing.
        #expect(decoded > 200)
        #expect(refused > 1000)
    }

    @Test("an endless ICC profile is refused before it is gathered")
    func endlessProfile() throws {
        let jpeg = try Fixtures.bytes("good/jpeg-420.jpg")
        let piece =
            [0xFF, 0xE2, 0xFF, 0xFF] + Array("ICC_PROFILE\0".utf8) + [1, 255] + [UInt8](repeating: 0, count: 65_519)
        let bytes = jpeg.prefix(2) + (0..<70).flatMap { _ in piece } + jpeg.dropFirst(2)
        #expect(kind(of: Array(bytes)) { try $0.verify() } == "tooMuchMetadata")
    }

    @Test("limits are the caller's, and are told with the error")
    func limits() throws {
        let bytes = try Fixtures.bytes("good/jpeg-420.jpg")
        let few = DecodeLimits(pixels: 100)
        #expect(throws: DecodeError.tooLarge(PixelSize(width: 61, height: 43), limit: few)) {
            try ImageFile(bytes: bytes, limits: few)
        }
        let narrow = DecodeLimits(side: 60)
        #expect(throws: DecodeError.tooLarge(PixelSize(width: 61, height: 43), limit: narrow)) {
            try ImageFile(bytes: bytes, limits: narrow)
        }
        let short = DecodeLimits(bytes: 99)
        #expect(throws: DecodeError.tooManyBytes(bytes.count, limit: short)) {
            try ImageFile(bytes: bytes, limits: short)
        }
        #expect(throws: DecodeError.tooManyBytes(bytes.count, limit: short)) {
            try ImageFile(contentsOf: Fixtures.path("good/jpeg-420.jpg"), limits: short)
        }
    }

    @Test("what is no file at all is said to be unreadable, and a pipe does not hold us up")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("calotype-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [folder.path, pipe, folder.appendingPathComponent("none").path] {
            let error = #expect(throws: DecodeError.self) { try ImageFile(contentsOf: path) }
            guard case .unreadable(path, _) = error else { throw try #require(error) }
        }
        let empty = folder.appendingPathComponent("empty.jpg").path
        try Data().write(to: URL(fileURLWithPath: empty))
        #expect(throws: DecodeError.notAnImage) { try ImageFile(contentsOf: empty) }
    }

    /// The case's name, "none" where nothing was thrown.
    private func kind(of bytes: [UInt8], _ use: (ImageFile) throws -> Void) -> String {
        do {
            try use(ImageFile(bytes: bytes))
            return "none"
        } catch {
            return String("\(error)".prefix { $0 != "(" })
        }
    }
}

/// Sebastiano Vigna's SplitMix64: the same flips each time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
