import Foundation
import ImageKit
import Testing

@Suite("EXIF")
struct ExifMetadataTests {
    @Test("names and values are those that Pillow reads", arguments: try ExifCase.all())
    func tags(sample: ExifCase) {
        let read = ExifMetadata(block: sample.bytes)?.tags ?? []
        #expect(Dictionary(uniqueKeysWithValues: read.map { ($0.name, $0.value) }) == sample.tags.mapValues(\.value))
    }

    @Test("orientation, time and place are those that Pillow and Python's calendar give", arguments: try ExifCase.all())
    func facts(sample: ExifCase) {
        let exif = ExifMetadata(block: sample.bytes)
        #expect(exif?.orientation == sample.orientation)
        #expect(exif?.takenAt?.secondsSince1970 == sample.seconds)
        #expect(exif?.takenAt?.milliseconds == sample.milliseconds)
        #expect(exif?.takenAt?.hasOffset == sample.hasOffset)
        #expect((exif?.gps == nil) == (sample.latitude == nil))
        if let gps = exif?.gps, let latitude = sample.latitude, let longitude = sample.longitude {
            #expect(abs(gps.latitude - latitude) < 1e-9)
            #expect(abs(gps.longitude - longitude) < 1e-9)
        }
    }

    @Test("a JPEG's prefix before the block makes no difference", arguments: try ExifCase.all().prefix(2))
    func prefix(sample: ExifCase) {
        #expect(ExifMetadata(block: Array("Exif\0\0".utf8) + sample.bytes) == ExifMetadata(block: sample.bytes))
    }

    @Test(
        "what is no block gives nil",
        arguments: [
            [], [0x49], Array("II*\0".utf8), Array("Exif\0\0".utf8), Array("II*\0\u{8}\0\0\0".utf8),
            Array(repeating: 0, count: 64), Array("no picture has ever said this".utf8),
            // A JPEG, in which libexif would go looking for a segment.
            [0xFF, 0xD8, 0xFF, 0xE1, 0x00, 0x20] + Array("Exif\0\0II*\0\u{8}\0\0\0".utf8),
        ] as [[UInt8]])
    func noBlock(bytes: [UInt8]) {
        #expect(ExifMetadata(block: bytes) == nil)
    }
}

/// A line of fixtures/exif/cases.json, made by scripts/make-exif-fixtures.py.
struct ExifCase: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let block: Data
    let tags: [String: Value]
    let orientation: Int?
    let seconds: Int64?
    let milliseconds: Int?
    let hasOffset: Bool?
    let latitude: Double?
    let longitude: Double?

    var bytes: [UInt8] { Array(block) }
    var testDescription: String { name }

    /// `{"text": …}`, `{"integer": …}`, `{"real": …}` or an array of them.
    struct Value: Decodable, Sendable {
        let value: ExifValue

        private struct Single: Decodable {
            let text: String?
            let integer: Int64?
            let real: Double?

            var value: ExifValue? { text.map { .text($0) } ?? integer.map { .integer($0) } ?? real.map { .real($0) } }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode([Single].self) {
                value = .list(list.compactMap(\.value))
            } else {
                value = try #require(container.decode(Single.self).value)
            }
        }
    }

    static func all() throws -> [ExifCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../fixtures/exif/cases.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([ExifCase].self, from: Data(contentsOf: file))
    }
}
