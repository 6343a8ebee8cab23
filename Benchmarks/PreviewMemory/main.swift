import Foundation
import ImageKit
import Pixels
import Synchronization

// preview-memory FILE: how much anonymous memory a 300-pixel preview of a picture takes at its highest, above the idle
// process. Sampled by a second thread, since the kernel keeps no high-water mark of RssAnon alone.

/// The process's anonymous pages that are in memory, in bytes.
func anonymousMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
    return 1024 * (Int(line.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "0") ?? 0)
}

guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: preview-memory FILE\n".utf8))
    exit(2)
}
let path = CommandLine.arguments[1]

let peak = Atomic<Int>(0)
let isDone = Atomic<Bool>(false)
let samples = Atomic<Int>(0)
let sampler = Thread {
    while !isDone.load(ordering: .acquiring) {
        peak.max(anonymousMemory(), ordering: .relaxed)
        samples.add(1, ordering: .relaxed)
        usleep(100)
    }
}
sampler.start()
// What reading the status takes, is part of the idle process.
usleep(50_000)
let idle = anonymousMemory()
peak.store(idle, ordering: .relaxed)

let file = try ImageFile(contentsOf: path)
let preview = try file.jpegPreviews(longerSides: [300])[0]
isDone.store(true, ordering: .releasing)

let above = Double(peak.load(ordering: .relaxed) - idle) / 1e6
let bound = Double(file.previewBytes(longerSide: 300)) / 1e6
print(
    String(
        format:
            "preview 300 of %@ (%dx%d made): RssAnon idle %.1f MB, at most %.1f MB above it, bound %.1f MB (%d samples)",
        (path as NSString).lastPathComponent, preview.size.width, preview.size.height, Double(idle) / 1e6, above, bound,
        samples.load(ordering: .relaxed)))
// What the server sets aside for it.
if above > bound {
    print("over its bound")
    exit(1)
}
