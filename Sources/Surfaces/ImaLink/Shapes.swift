import Gateway
import Library

// What this dialect answers with, in its document's order and spelling. Accounts, files, stacks and the rest are in
// the files beside this one.

/// `{data, meta, links}`: every list.
struct PageShape<Item: JSONShape>: JSONShape {
    let items: [Item]
    let total: Int
    let offset: Int
    let limit: Int

    static var example: Self { Self(items: [.example], total: 250, offset: 0, limit: 100) }

    func write(to object: inout JSONObjectWriter) {
        object.write("data", items)
        object.object("meta") { meta in
            meta.write("total", total)
            meta.write("offset", offset)
            meta.write("limit", limit)
            meta.write("page", offset / limit + 1)
            meta.write("pages", (total + limit - 1) / limit)
        }
        object.write("links", String?.none)
    }
}

extension PageShape {
    /// A page of the library's, each item in its shape.
    init<Value>(_ page: Page<Value>, offset: Int, limit: Int, _ shape: (Value) -> Item) {
        self.init(items: page.items.map(shape), total: page.total, offset: offset, limit: limit)
    }
}

/// That something was done: all that there is to say.
struct DoneShape: JSONShape {
    let message: String

    static let example = Self(message: "Photo deleted successfully")

    func write(to object: inout JSONObjectWriter) {
        object.writeSuccess(message)
    }
}

extension JSONObjectWriter {
    /// `status`, `success` and `message`: older clients look at the one, newer ones at the other.
    mutating func writeSuccess(_ message: String) {
        write("status", "success")
        write("success", true)
        write("message", message)
    }
}

struct PhotoShape: JSONShape {
    let photo: Photo

    init(_ photo: Photo) { self.photo = photo }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("hothash", photo.hothash)
        object.write("width", photo.width)
        object.write("height", photo.height)
        object.write("taken_at", photo.takenAt.map(UTCTime.init))
        object.write("gps_latitude", photo.latitude)
        object.write("gps_longitude", photo.longitude)
        object.write("rating", photo.rating)
        object.write("author_id", photo.author?.id)
        object.write("author", photo.author.map(PhotoAuthorShape.init))
        object.write("stack_id", photo.stackID)
        object.write("perceptual_hash", photo.perceptualHash)
        object.write("thumbhash", photo.thumbhash)
        object.write("has_coldpreview", photo.hasColdpreview)
        object.write("image_files", photo.files.map(PhotoFileShape.init))
        object.write("files", photo.files.map(OldPhotoFileShape.init))
        object.write("created_at", UTCTime(photo.createdAt))
        object.write("updated_at", UTCTime(photo.updatedAt))
    }
}

/// The author, as a photo shows them.
struct PhotoAuthorShape: JSONShape {
    let author: Author

    init(_ author: Author) { self.author = author }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", author.id)
        object.write("name", author.name)
        object.write("email", author.email)
    }
}

/// A file, as its photo shows it.
struct PhotoFileShape: JSONShape {
    let file: Photo.File

    init(_ file: Photo.File) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("filename", file.filename)
        object.write("file_size", file.sizeBytes)
        object.write("file_type", file.type)
    }
}

/// The same for older clients, who know the type as the format.
struct OldPhotoFileShape: JSONShape {
    let file: Photo.File

    init(_ file: Photo.File) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("filename", file.filename)
        object.write("file_size", file.sizeBytes)
        object.write("file_format", file.type)
    }
}

struct AuthorShape: JSONShape {
    let author: Author

    init(_ author: Author) { self.author = author }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", author.id)
        object.write("name", author.name)
        object.write("email", author.email)
        object.write("bio", author.bio)
        object.write("created_at", UTCTime(author.createdAt))
        object.write("updated_at", UTCTime(author.updatedAt))
    }
}

struct ImportSessionShape: JSONShape {
    let session: ImportSession

    init(_ session: ImportSession) { self.session = session }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", session.id)
        object.write("source_path", session.sourcePath)
        object.write("description", session.description)
        object.write("author_id", session.authorID)
        object.write("status", session.status.rawValue)
        object.write("total_files", session.totalFiles)
        object.write("processed_files", session.processedFiles)
        object.write("failed_files", session.failedFiles)
        object.write("created_at", UTCTime(session.createdAt))
        object.write("updated_at", UTCTime(session.updatedAt))
    }
}
