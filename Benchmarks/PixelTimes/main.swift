import Floors
import Foundation
import Glibc
import Hashing
import ImageKit
import Pixels

// pixel-times: answers each line `WHAT FILE` on stdin with the milliseconds of CPU time that it took, so that
// Benchmarks/pixels.py can run it in turns with other libraries. `pixel-times write FILE SIDE` writes a preview to stdout.

/// What this process has used: a codec may have threads of its own.
func cpuMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "write", let side = Int(arguments[3]) {
    let preview = try ImageFile(contentsOf: arguments[2]).jpegPreviews(longerSides: [side])[0]
    FileHandle.standardOutput.write(Data(preview.bytes))
    exit(0)
}

// As in the server.
Buffers.keep()
var files: [String: [UInt8]] = [:]
while let line = readLine() {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { continue }
    let bytes = try files[words[1]] ?? [UInt8](Data(contentsOf: URL(filePath: words[1])))
    files[words[1]] = bytes
    let start = cpuMilliseconds()
    switch words[0] {
    case "preview-300": _ = try ImageFile(bytes: bytes).jpegPreviews(longerSides: [300])
    case "preview-1200": _ = try ImageFile(bytes: bytes).jpegPreviews(longerSides: [1200])
    case "upload":
        // All that is made of a new picture: both previews, and the hash of the small one.
        let hot = try ImageFile(bytes: bytes).jpegPreviews(longerSides: [300, 1200])[0]
        _ = PerceptualHash.phash(of: try ImageFile(bytes: hot.bytes).storedLuma())
    case "phash":
        let luma = try ImageFile(bytes: bytes).storedLuma(resampledTo: PixelSize(width: 32, height: 32))
        _ = PerceptualHash.phash(of: luma)
    case "scaled-gray": _ = try BareJPEG.decode(bytes, atLeastWide: 300, gray: true)
    case "scaled-300": _ = try BareJPEG.decode(bytes, atLeastWide: 300)
    case "scaled-1200": _ = try BareJPEG.decode(bytes, atLeastWide: 1200)
    default:
        FileHandle.standardError.write(Data("pixel-times: no such thing as \(words[0])\n".utf8))
        exit(2)
    }
    let milliseconds = cpuMilliseconds() - start
    FileHandle.standardOutput.write(Data("\(milliseconds)\n".utf8))
}
