import Corpora
import Foundation
import ImageKit
import Pixels

// make-corpora FOLDER [--fixtures FOLDER]: writes the corpora that are too large to be committed into FOLDER, and the
// committed one anew where asked. Seeded: a second run writes the same bytes, but for JPEGs of another libjpeg.

let arguments = CommandLine.arguments
guard arguments.count == 2 || (arguments.count == 4 && arguments[2] == "--fixtures") else {
    FileHandle.standardError.write(Data("usage: make-corpora FOLDER [--fixtures FOLDER]\n".utf8))
    exit(2)
}
let folder = arguments[1]
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)

for (name, count) in [("100k", 100_000), ("1M", 1_000_000)] {
    try HashCorpus(clustered: count, seed: 1).write(csv: "\(folder)/hashes-clustered-\(name).csv")
}
if arguments.count == 4 {
    try HashCorpus(clustered: 10_000, seed: 1).write(csv: "\(arguments[3])/hashes-clustered-10k.csv")
}

for (name, width, height) in [("12mp", 4000, 3000), ("24mp", 6000, 4000)] {
    let photograph = Photograph.make(width: width, height: height, seed: 2)
    try Data(JPEGEncoder(quality: 90).encode(photograph)).write(to: URL(filePath: "\(folder)/photo-\(name).jpg"))
}
