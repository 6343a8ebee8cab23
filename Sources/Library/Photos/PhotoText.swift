/// A text that an owner gives with photos, files, authors, stacks and import sessions. The raw value is its name in most
/// dialects.
///
/// Each has a bound: lists show a thousand of them at once, and the search holds some for every photo.
public enum PhotoText: String, Hashable, Sendable, CaseIterable {
    case name, email, bio, description, checksum
    case sourcePath = "source_path"
    case stackType = "stack_type"
    case storagePath = "storage_path"
    case storageType = "storage_type"
    case exif = "exif_dict"

    /// Of UTF-8; EXIF as JSON gets as much as a JPEG has room for.
    var maximumBytes: Int {
        switch self {
        case .name, .email, .checksum, .stackType, .storageType: 255
        case .bio, .description, .sourcePath, .storagePath: 4096
        case .exif: 65_536
        }
    }

    /// Throws `PhotoError.tooLong` for a text over the bound.
    func check(_ text: String?) throws {
        guard let text, text.utf8.count > maximumBytes else { return }
        throw PhotoError.tooLong(self, maximumBytes: maximumBytes)
    }
}
