import Benchmark
import Corpora
import Floors
import Foundation
import ImageKit
import Pixels

// A JPEG from the bytes of its file to those of a small one, beside what libjpeg-turbo needs for decoding it at the scale of a
// power of two that is just large enough.

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
    measure("preview_300_\(name)", jpeg) { _ = try ImageFile(bytes: $0).jpegPreviews(longerSides: [300]) }
    measure("preview_1200_\(name)", jpeg) { _ = try ImageFile(bytes: $0).jpegPreviews(longerSides: [1200]) }
    // What an upload asks for.
    measure("previews_300_1200_\(name)", jpeg) { _ = try ImageFile(bytes: $0).jpegPreviews(longerSides: [300, 1200]) }
    measure("preview_300_\(name)_floor", jpeg) { blackHole(try BareJPEG.decode($0, atLeastWide: 300)) }
    measure("preview_1200_\(name)_floor", jpeg) { blackHole(try BareJPEG.decode($0, atLeastWide: 1200)) }
    measure("previews_300_1200_\(name)_floor", jpeg) { blackHole(try BareJPEG.decode($0, atLeastWide: 1200)) }
}

private func measure(
    _ name: String, _ jpeg: @escaping @Sendable () throws -> [UInt8],
    _ work: @escaping @Sendable ([UInt8]) throws -> Void
) {
    Benchmark(name) { (benchmark: Benchmark, bytes: [UInt8]) in
        for _ in benchmark.scaledIterations { try work(bytes) }
    } setup: {
        try jpeg()
    }
}
