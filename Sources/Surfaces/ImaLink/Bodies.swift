import Gateway
import Library

// What requests of this dialect bring. A member that is not optional has to be there; a `Patch` leaves alone what is
// left out, and takes away what is null.

struct RegisterBody: Decodable, Sendable {
    let username: String
    let email: String
    let password: String
    let displayName: String?

    private enum CodingKeys: String, CodingKey {
        case username, email, password
        case displayName = "display_name"
    }
}

/// Every place that logs in takes the e-mail or the username.
struct LoginBody: Decodable, Sendable {
    let username: String?
    let email: String?
    let password: String

    var name: String {
        get throws {
            guard let name = [username, email].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
                throw RequestError.field("username", .missing)
            }
            return name
        }
    }
}

struct ProfileBody: Decodable, Sendable {
    let displayName: Patch<String>
    let email: String?

    private enum CodingKeys: String, CodingKey {
        case email
        case displayName = "display_name"
    }
}

struct PasswordBody: Decodable, Sendable {
    let currentPassword: String
    let newPassword: String

    private enum CodingKeys: String, CodingKey {
        case currentPassword = "current_password"
        case newPassword = "new_password"
    }
}

struct PhotoBody: Decodable, Sendable {
    let rating: Patch<Int>
    let authorID: Patch<Int64>
    let gpsLatitude: Patch<Double>
    let gpsLongitude: Patch<Double>
    let takenAt: Patch<UTCTime>

    private enum CodingKeys: String, CodingKey {
        case rating
        case authorID = "author_id"
        case gpsLatitude = "gps_latitude"
        case gpsLongitude = "gps_longitude"
        case takenAt = "taken_at"
    }
}

struct SearchBody: Decodable, Sendable {
    enum Direction: String, Decodable, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    let query: String?
    let ratingMin: Int?
    let ratingMax: Int?
    let takenAfter: UTCTime?
    let takenBefore: UTCTime?
    let authorID: Int64?
    let hasGPS: Bool?
    let hasRaw: Bool?
    let sortBy: PhotoSearch.Order?
    let sortOrder: Direction?
    let offset: Int?
    let limit: Int?

    private enum CodingKeys: String, CodingKey {
        case query, offset, limit
        case ratingMin = "rating_min"
        case ratingMax = "rating_max"
        case takenAfter = "taken_after"
        case takenBefore = "taken_before"
        case authorID = "author_id"
        case hasGPS = "has_gps"
        case hasRaw = "has_raw"
        case sortBy = "sort_by"
        case sortOrder = "sort_order"
    }
}

struct StorageBody: Decodable, Sendable {
    let storagePath: Patch<String>
    let storageType: Patch<String>
    let checksum: Patch<String>

    private enum CodingKeys: String, CodingKey {
        case checksum
        case storagePath = "storage_path"
        case storageType = "storage_type"
    }
}

struct AuthorBody: Decodable, Sendable {
    let name: String
    let email: String?
    let bio: String?
}

struct AuthorChangeBody: Decodable, Sendable {
    let name: String?
    let email: Patch<String>
    let bio: Patch<String>
}

struct ImportSessionBody: Decodable, Sendable {
    let sourcePath: String
    let description: String?
    let authorID: Int64?

    private enum CodingKeys: String, CodingKey {
        case description
        case sourcePath = "source_path"
        case authorID = "author_id"
    }
}

struct ImportSessionChangeBody: Decodable, Sendable {
    let status: ImportSession.Status?
    let totalFiles: Int?
    let processedFiles: Int?
    let failedFiles: Int?
    let sourcePath: String?
    let description: Patch<String>
    let authorID: Patch<Int64>

    private enum CodingKeys: String, CodingKey {
        case status, description
        case totalFiles = "total_files"
        case processedFiles = "processed_files"
        case failedFiles = "failed_files"
        case sourcePath = "source_path"
        case authorID = "author_id"
    }
}

struct StackBody: Decodable, Sendable {
    let name: String?
    let stackType: String?
    let coverPhotoHothash: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case stackType = "stack_type"
        case coverPhotoHothash = "cover_photo_hothash"
    }
}

struct StackChangeBody: Decodable, Sendable {
    let name: Patch<String>
    let stackType: Patch<String>
    let coverPhotoHothash: Patch<String>

    private enum CodingKeys: String, CodingKey {
        case name
        case stackType = "stack_type"
        case coverPhotoHothash = "cover_photo_hothash"
    }
}

struct StackPhotoBody: Decodable, Sendable {
    let photoHothash: String

    private enum CodingKeys: String, CodingKey {
        case photoHothash = "photo_hothash"
    }
}

extension PhotoSearch.Order: Decodable {}
extension ImportSession.Status: Decodable {}

extension String? {
    /// An optional text that is empty counts as none.
    var nonEmpty: String? { self == "" ? nil : self }
}
