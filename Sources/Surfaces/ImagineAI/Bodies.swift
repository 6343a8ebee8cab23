import Foundation
import Gateway
import Library

// What requests of this dialect bring.

struct RegisterBody: Decodable, Sendable {
    let email: String
    let password: String
    let fullName: String?

    private enum CodingKeys: String, CodingKey {
        case email, password
        case fullName = "full_name"
    }
}

/// The name may stand under either key, and may be the e-mail or the username.
struct LoginBody: Decodable, Sendable {
    let email: String?
    let username: String?
    let password: String

    var name: String {
        get throws {
            guard let name = [email, username].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
                throw RequestError.field("email", .missing)
            }
            return name
        }
    }
}

struct RefreshBody: Decodable, Sendable {
    let refreshToken: String

    private enum CodingKeys: String, CodingKey {
        case refreshToken = "refresh_token"
    }
}

struct ProductBody: Decodable, Sendable {
    let title: String
    let description: String?
    let category: String?
    let subcategory: String?
    let status: Product.Status?
    let metadata: JSONValue?

    private enum CodingKeys: String, CodingKey {
        case title, description, category, subcategory, status
        case metadata = "metadata_"
    }
}

struct ProductChangeBody: Decodable, Sendable {
    let title: Patch<String>
    let description: Patch<String>
    let category: Patch<String>
    let subcategory: Patch<String>
    let status: Product.Status?
    let metadata: JSONValue?

    private enum CodingKeys: String, CodingKey {
        case title, description, category, subcategory, status
        case metadata = "metadata_"
    }
}

extension Product.Status: Decodable {}

struct PresignedBody: Decodable, Sendable {
    let productID: String
    let filename: String
    let contentType: String
    let fileSizeBytes: Int

    private enum CodingKeys: String, CodingKey {
        case filename
        case productID = "product_id"
        case contentType = "content_type"
        case fileSizeBytes = "file_size_bytes"
    }

    /// What is announced, where it is something that is taken.
    var announced: AnnouncedImage {
        get throws {
            let types = ProductImages.mediaTypes
            let type = contentType.lowercased()
            guard types.contains(type) else {
                let all = types.sorted().joined(separator: ", ")
                throw RequestError.field("content_type", .invalid("must be one of \(all)"))
            }
            guard (1...fileLimitBytes).contains(fileSizeBytes) else {
                throw RequestError.field("file_size_bytes", .invalid("must be from 1 to \(fileLimitBytes)"))
            }
            return AnnouncedImage(filename: filename, mediaType: type, sizeBytes: fileSizeBytes)
        }
    }
}

struct ConfirmBody: Decodable, Sendable {
    let imageID: String

    private enum CodingKeys: String, CodingKey {
        case imageID = "image_id"
    }
}

struct BatchBody: Decodable, Sendable {
    let productID: String
    let imageIDs: [String]

    private enum CodingKeys: String, CodingKey {
        case productID = "product_id"
        case imageIDs = "image_ids"
    }
}

/// A text as what a UUID is known by. Throws the field's fault where it is none.
func uuid(_ text: String, _ field: String) throws -> String {
    guard let uuid = UUID(uuidString: text) else { throw RequestError.field(field, .wrongType(expected: "a UUID")) }
    return uuid.uuidString.lowercased()
}

/// A free-form object as text; nil where there is none.
func object(_ value: JSONValue?, _ field: String) throws -> String? {
    guard let value, value != .null else { return nil }
    guard value.members != nil else { throw RequestError.field(field, .wrongType(expected: "an object")) }
    return String(decoding: value.serialized, as: UTF8.self)
}
