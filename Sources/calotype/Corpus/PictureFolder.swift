import Foundation
import ImageKit

/// The pictures below a folder, links to other folders not followed.
struct PictureFolder {
    private let folder: String

    init(_ folder: String) {
        self.folder = folder
    }

    /// Paths of what is a picture, by its first bytes, or is called like one; in the order of their bytes.
    func paths() throws -> [String] {
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        guard
            let walk = FileManager.default.enumerator(
                at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles],
                errorHandler: { url, _ in
                    Terminal.complain("\(url.path): cannot be read")
                    return true
                })
        else { throw CommandFailure.failed("\(folder): cannot be read") }
        var paths: [String] = []
        for case let url as URL in walk {
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            if Self.endings.contains(url.pathExtension.lowercased()) || Self.isPicture(url) { paths.append(url.path) }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static let endings: Set = ["jpg", "jpeg", "png", "webp", "gif", "bmp"]

    private static func isPicture(_ url: URL) -> Bool {
        guard let file = try? FileHandle(forReadingFrom: url), let start = try? file.read(upToCount: 64) else {
            return false
        }
        return ImageFormat(sniffing: [UInt8](start)) != nil
    }
}
