import CImageKit
import Glibc

/// The models on this machine, of any kind, by Tesseract's names. Tesseract is asked again when their folder has changed:
/// asking it takes longer than reading a word.
struct InstalledModels {
    private var folder: Folder?
    private var known: [String] = []

    private struct Folder {
        let path: String
        let changed: (seconds: Int, nanoseconds: Int)
    }

    mutating func names() -> [String] {
        if let folder, let changed = Self.changeTime(of: folder.path), changed == folder.changed { return known }
        guard let api = TessBaseAPICreate() else { return [] }
        defer { TessBaseAPIDelete(api) }
        // It fails, for want of such a model, and knows the folder from then on.
        _ = TessBaseAPIInit3(api, nil, "none")
        let path = TessBaseAPIGetDatapath(api).map { String(cString: $0) } ?? ""
        // Looked at first: a model that comes in between is found the next time.
        folder = Self.changeTime(of: path).map { Folder(path: path, changed: $0) }
        known = Self.list(api)
        return known
    }

    private static func list(_ api: OpaquePointer) -> [String] {
        guard let names = TessBaseAPIGetAvailableLanguagesAsVector(api) else { return [] }
        defer { TessDeleteTextArray(names) }
        var installed: [String] = []
        while let name = names[installed.count] { installed.append(String(cString: name)) }
        return installed
    }

    private static func changeTime(of path: String) -> (seconds: Int, nanoseconds: Int)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
