import Foundation
import Hashing
import ImageKit
import Pixels

// hash-paths: answers each path on stdin with the three phashes that Calotype can make of the picture there, so that
// Benchmarks/recall.py can hold them against imagehash's: `PATH,EXACT,QUICK,UPLOADED`.

while let path = readLine() {
    let file = try ImageFile(contentsOf: path)
    // Of every pixel: what `calotype hash` prints.
    let exact = PerceptualHash.phash(of: try file.storedLuma())
    // From the smallest decode that serves.
    let quick = PerceptualHash.phash(of: try file.storedLuma(resampledTo: PixelSize(width: 32, height: 32)))
    // Of the small preview that is made of an upload: what the library stores, and what `similar` searches.
    let hot = try file.jpegPreviews(longerSides: [300, 1200], by: JPEGEncoder(quality: 85))[0]
    let uploaded = PerceptualHash.phash(of: try ImageFile(bytes: hot.bytes).storedLuma())
    print("\(path),\(exact.hex),\(quick.hex),\(uploaded.hex)")
}
