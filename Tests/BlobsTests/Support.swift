import Blobs
import Foundation
import S3Testing

/// A folder that is gone after the test.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "calotype-blobs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}

/// A home that nobody has used, and the folder that its files of this machine are in.
func withHome(_ home: TestedHome, _ body: (any BlobHome, String) async throws -> Void) async throws {
    try await withFolder { folder in
        try await body(try home.open(in: folder + "/blobs"), folder + "/blobs")
    }
}

/// All plain files below a path, relative to it.
func files(below path: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    var isFolder: ObjCBool = false
    return all.filter {
        FileManager.default.fileExists(atPath: path + "/" + $0, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
}

/// The bytes of a blob as anybody reads them.
func bytes(of key: BlobKey, in home: any BlobHome) async throws -> [UInt8] {
    let file = try await home.file(of: key)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    guard bytes.count == file.sizeBytes else { throw CocoaError(.fileReadCorruptFile) }
    return bytes
}

/// So many bytes that no two places have alike.
func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        withUnsafeBytes(of: state) { bytes.append(contentsOf: $0.suffix(4)) }
    }
    return Array(bytes.prefix(count))
}
