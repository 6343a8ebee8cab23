import Foundation
import Glibc

/// The folder that holds everything: the database, the secret, the blobs, and a cache that may be thrown away.
public struct DataFolder: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// Prepares the folder at `path`: makes what is missing, for the owner's eyes only, and leaves the rest alone.
    /// Blocks.
    public init(preparing path: String) throws(DataFolderError) {
        self.path = path
        for folder in [path, path + "/cache"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw DataFolderError(reason: "cannot make \(folder): \(error.localizedDescription)")
            }
        }
    }

    public var databasePath: String { path + "/calotype.sqlite" }
    public var blobsPath: String { path + "/blobs" }
    /// What is made from blobs and can be made again.
    public var cachePath: String { path + "/cache" }
    public var secretPath: String { path + "/secret" }

    /// The one line of the folder's secret file: 64 hexadecimal digits, made when first asked, readable by the owner
    /// alone. Two processes that ask at once get the same.
    func secret(_ randomness: Randomness) throws(DataFolderError) -> String {
        if let secret = try readSecret() { return secret }
        // Written whole under a name of its own, then linked to its place, which fails if another was first: nobody
        // ever reads half a secret, not even after a power failure.
        let draft = "\(secretPath).\(getpid()).\(UInt32.random(in: .min ... .max))"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure("open", draft) }
        defer { unlink(draft) }
        let line = Array((randomness.token(byteCount: 32) + "\n").utf8)
        let isSafe = write(file, line, line.count) == line.count && fsync(file) == 0
        guard close(file) == 0, isSafe else { throw Self.failure("write", draft) }
        guard link(draft, secretPath) == 0 || errno == EEXIST else { throw Self.failure("link", secretPath) }
        try syncFolder()
        guard let secret = try readSecret() else { throw Self.failure("read", secretPath) }
        return secret
    }

    private func readSecret() throws(DataFolderError) -> String? {
        let file = open(secretPath, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("open", secretPath)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw Self.failure("read", secretPath) }
        let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty, let secret = String(validating: line, as: UTF8.self) else {
            throw DataFolderError(reason: "\(secretPath) holds no secret")
        }
        return secret
    }

    private func syncFolder() throws(DataFolderError) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure("open", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure("fsync", path) }
    }

    private static func failure(_ operation: String, _ path: String) -> DataFolderError {
        DataFolderError(reason: "\(operation) \(path): \(String(cString: strerror(errno)))")
    }
}

/// The data folder can't be used. The operator should look at the path and its rights.
public struct DataFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for the operator.
    public let reason: String

    public var description: String { reason }
}
