import ImageKit
import Pixels
import Testing

/// What is set aside for a picture before it is decoded. That it is enough, `preview-memory` measures.
@Suite("Memory bounds")
struct MemoryTests {
    private func file(_ name: String, _ limits: DecodeLimits = .default) throws -> ImageFile {
        try ImageFile(bytes: Fixtures.bytes("good/\(name)"), limits: limits)
    }

    @Test("a progressive JPEG is known to hold its coefficients, and a baseline one not to")
    func coefficients() throws {
        // 61 × 43 pixels in units of 16 × 16: 4 by 3, each of six blocks of 64 coefficients of two bytes.
        let difference =
            try file("jpeg-progressive.jpg").previewBytes(longerSide: 20)
            - file("jpeg-420.jpg").previewBytes(longerSide: 20)
        #expect(difference == 4 * 3 * 6 * 128)
    }

    @Test("what has to be held whole is counted, whatever is wanted of it")
    func wholes() throws {
        let rows = try file("png-rgb8.png").previewBytes(longerSide: 20)
        for name in ["png-rgb8-interlaced.png", "gif-interlaced.gif", "bmp-rle8.bmp", "webp-lossy.webp"] {
            #expect(try file(name).previewBytes(longerSide: 20) >= rows + 61 * 43, "\(name)")
        }
        for name in ["gif-plain.gif", "bmp-24.bmp", "jpeg-444.jpg"] {
            #expect(try file(name).previewBytes(longerSide: 20) == rows, "\(name)")
        }
        #expect(try file("png-rgb8.png").rasterBytes >= 5 * 61 * 43)
    }

    @Test("a JPEG that is less regular than its header says so, and is had where that is allowed")
    func irregular() throws {
        var bytes = try Fixtures.bytes("good/jpeg-420.jpg")
        let end = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD9 })
        // A fill byte before the last marker, which only libjpeg takes.
        bytes.insert(0xFF, at: end)
        let few = try ImageFile(bytes: bytes, limits: DecodeLimits(unannouncedBytes: 1000))
        #expect(throws: DecodeError.needsMore(bytes: 4 * 3 * 6 * 128)) { try few.jpegPreviews(longerSides: [12]) }
        let made = try few.allowing(unannouncedBytes: 10_000).jpegPreviews(longerSides: [12])[0]
        #expect(try made.bytes == file("jpeg-420.jpg").jpegPreviews(longerSides: [12])[0].bytes)
    }
}
