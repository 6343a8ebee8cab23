import Foundation
import ImageKit
import Pixels
import Testing

@Suite("calotype thumbnail")
struct ThumbnailCommandTests {
    @Test("is upright, fits, and stays within 35 dB of Pillow's LANCZOS", arguments: ["jpg", "png", "webp"])
    func closeToPillow(ending: String) throws {
        let scratch = try Scratch()
        let small = scratch.path("small.\(ending)")
        let made = try Calotype.run("thumbnail", Walk.path("cat.jpg"), small, "--size", "300", "--quality", "95")
        #expect(made.exitCode == 0, "\(made.complaints)")

        let ours = try ImageFile(contentsOf: small).uprightRaster()
        let pillows = try ImageFile(contentsOf: Walk.path("cat-300.png")).uprightRaster()
        #expect(ours.size == PixelSize(width: 300, height: 200))
        #expect(ours.size == pillows.size)
        let squares = zip(ours.samples, pillows.samples).reduce(0) { sum, pair in
            let difference = Int(pair.0) - Int(pair.1)
            return sum + difference * difference
        }
        // Alpha is 255 in both and adds nothing, so that the mean is over three channels.
        let meanSquare = Double(squares) / Double(3 * ours.size.area)
        #expect(10 * log10(255 * 255 / meanSquare) >= 35)
    }

    @Test("never enlarges")
    func neverEnlarges() throws {
        let scratch = try Scratch()
        let small = scratch.path("small.png")
        #expect(try Calotype.run("thumbnail", Walk.path("coffee.jpg"), small, "--size", "5000").exitCode == 0)
        #expect(try ImageFile(contentsOf: small).storedSize == PixelSize(width: 600, height: 400))
    }

    @Test("what is no picture leaves no file behind and exits with 1")
    func noPicture() throws {
        let scratch = try Scratch()
        try Data(repeating: 0x20, count: 1000).write(to: scratch.url("note.jpg"))
        let made = try Calotype.run("thumbnail", scratch.path("note.jpg"), scratch.path("small.jpg"), "--size", "300")
        #expect(made.exitCode == 1)
        #expect(made.complaints.contains("note.jpg"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("small.jpg")))
    }

    @Test("an ending that is no format, a size or a quality out of range are wrong usage: exit code 2")
    func wrongUsage() throws {
        let cat = Walk.path("cat.jpg")
        #expect(try Calotype.run("thumbnail", cat, "small.tiff", "--size", "300").exitCode == 2)
        #expect(try Calotype.run("thumbnail", cat, "small.jpg", "--size", "0").exitCode == 2)
        #expect(try Calotype.run("thumbnail", cat, "small.jpg", "--size", "300", "--quality", "101").exitCode == 2)
        #expect(try Calotype.run("thumbnail", cat, "small.jpg").exitCode == 2)
    }
}
