import Glibc

/// The system calls that keeping a file safe takes, each with its error told apart. All of them block.
enum Disk {
    /// Makes what was written to `file` survive a power failure. Every sync of this room is made here.
    static func sync(_ file: Int32) throws(BlobError) {
        try retrying("fsync") { fsync(file) }
    }

    /// Makes the names in a folder survive a power failure: after a rename, or after a folder was made in it.
    static func syncFolder(_ path: String) throws(BlobError) {
        let folder = try retrying("open folder") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(folder) }
        try sync(folder)
    }

    /// Makes a folder that only its owner may enter. One that is there already is left as it is.
    static func makeFolder(_ path: String) throws(BlobError) {
        guard mkdir(path, 0o700) != 0 else { return }
        let code = errno
        guard code == EEXIST else { throw BlobError(operation: "mkdir", code: code) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws(BlobError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try retrying("write") { Glibc.write(file, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    static func rename(_ old: String, to new: String) throws(BlobError) {
        try retrying("rename") { Glibc.rename(old, new) }
    }

    /// Takes a file away; one that is gone already is no error.
    static func remove(_ path: String) throws(BlobError) {
        guard unlink(path) != 0 else { return }
        let code = errno
        guard code == ENOENT else { throw BlobError(operation: "unlink", code: code) }
    }

    /// The size of the file at `path` in bytes, or nil where there is none.
    static func size(_ path: String) throws(BlobError) -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        let code = errno
        guard code == ENOENT else { throw BlobError(operation: "stat", code: code) }
        return nil
    }

    /// The names in a folder, without `.` and `..`, in no order; none where there is no folder.
    static func names(in path: String) throws(BlobError) -> [String] {
        guard let folder = opendir(path) else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return [] }
            throw BlobError(operation: "opendir", code: code)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                // The C array is imported as a tuple; the kernel ends the name with a zero inside it.
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Repeats a call that a signal interrupted, and names the call where it fails.
    @discardableResult
    static func retrying<Value: SignedInteger>(
        _ operation: String, _ call: () -> Value
    ) throws(BlobError) -> Value {
        while true {
            let value = call()
            if value >= 0 { return value }
            let code = errno
            guard code == EINTR else { throw BlobError(operation: operation, code: code) }
        }
    }
}
