import Foundation

/// What of a picture's EXIF a search should find.
enum ExifWords {
    /// All texts in a JSON value, as one; numbers say nothing that anyone would search for. At most 4,000 bytes, since
    /// a maker's note may be a book.
    static func of(_ json: String) -> String {
        guard let value = try? JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed) else {
            return ""
        }
        var texts: [String] = []
        var room = 4000
        gather(value, into: &texts, room: &room)
        return texts.joined(separator: " ")
    }

    private static func gather(_ value: Any, into texts: inout [String], room: inout Int) {
        switch value {
        case let text as String:
            guard text.utf8.count <= room else { return }
            room -= text.utf8.count
            texts.append(text)
        case let members as [String: Any]:
            // In the order of their names, so that the same EXIF makes the same text.
            for (_, value) in members.sorted(by: { $0.key < $1.key }) { gather(value, into: &texts, room: &room) }
        case let elements as [Any]:
            for element in elements { gather(element, into: &texts, room: &room) }
        default: break
        }
    }
}
