import Benchmark
import Corpora
import Foundation
import ImageKit
import Pixels

// A JPEG from the bytes of its file to a small picture, beside what libjpeg-turbo needs for decoding it at the scale
// that our decoder chooses.

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Place.isQuick ? .once : .timed
    if Place.isQuick {
        preview("640x480") { try JPEGEncoder().encode(Photograph.make(width: 640, height: 480, seed: 2)) }
    } else {
        preview("12mp") { try [UInt8](Data(contentsOf: URL(filePath: Place.made("photo-12mp.jpg")))) }
        preview("24mp") { try [UInt8](Data(contentsOf: URL(filePath: Place.made("photo-24mp.jpg")))) }
    }
    Benchmark.registerEndOfQuickRun()
}

func preview(_ name: String, jpeg: @escaping @Sendable () throws -> [UInt8]) {
    Benchmark("preview_300_\(name)") { (benchmark: Benchmark, bytes: [UInt8]) in
        for _ in benchmark.scaledIterations { blackHole(try ImageFile(bytes: bytes).previews(longerSides: [300])) }
    } setup: {
        try jpeg()
    }
    // What an upload asks for: the small preview, the large one, and the small one as a JPEG.
    Benchmark("previews_300_1200_encoded_\(name)") { (benchmark: Benchmark, bytes: [UInt8]) in
        for _ in benchmark.scaledIterations {
            for picture in try ImageFile(bytes: bytes).previews(longerSides: [300, 1200]) {
                blackHole(try JPEGEncoder().encode(picture))
            }
        }
    } setup: {
        try jpeg()
    }
    Benchmark("preview_300_\(name)_floor") { (benchmark: Benchmark, bytes: [UInt8]) in
        for _ in benchmark.scaledIterations { blackHole(try BareJPEG.decode(bytes, atLeastWide: 600)) }
    } setup: {
        try jpeg()
    }
    Benchmark("previews_300_1200_encoded_\(name)_floor") { (benchmark: Benchmark, bytes: [UInt8]) in
        for _ in benchmark.scaledIterations { blackHole(try BareJPEG.decode(bytes, atLeastWide: 2400)) }
    } setup: {
        try jpeg()
    }
}
