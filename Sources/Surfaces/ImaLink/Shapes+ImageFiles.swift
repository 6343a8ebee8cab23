import Gateway
import Library

struct ImageFileShape: JSONShape {
    let file: PhotoFile

    init(_ file: PhotoFile) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("filename", file.filename)
        object.write("file_size", file.sizeBytes)
        object.write("file_type", file.type)
        object.write("width", file.width)
        object.write("height", file.height)
        object.write("photo_hothash", file.hothash)
        object.write("perceptual_hash", file.perceptualHash)
        object.write("exif_dict", RawJSON(file.exif))
        object.write("taken_at", file.takenAt.map(UTCTime.init))
        object.write("gps_latitude", file.latitude)
        object.write("gps_longitude", file.longitude)
        object.write("import_session_id", file.importSessionID)
        object.write("created_at", UTCTime(file.createdAt))
        object.write("updated_at", UTCTime(file.updatedAt))
    }
}

/// A file was added, with a photo or to one.
struct AddedShape: JSONShape {
    let file: AddedFile
    let isNewPhoto: Bool

    static var example: Self { Self(file: .example, isNewPhoto: true) }

    func write(to object: inout JSONObjectWriter) {
        object.write("image_file_id", file.id)
        object.write("photo_hothash", file.hothash)
        object.write("photo_created", isNewPhoto)
        object.writeSuccess(
            isNewPhoto ? "ImageFile and Photo created successfully" : "ImageFile added to existing Photo")
    }
}

/// The same from the deprecated endpoint.
struct OldAddedShape: JSONShape {
    let file: AddedFile

    static var example: Self { Self(file: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("filename", file.filename)
        object.write("photo_hothash", file.hothash)
        object.write("photo_created", true)
        object.writeSuccess("ImageFile and Photo created successfully")
    }
}

struct StorageShape: JSONShape {
    let file: PhotoFile

    init(_ file: PhotoFile) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("storage_path", file.storage.path)
        object.write("storage_type", file.storage.type)
        object.write("checksum", file.storage.checksum)
        object.write("last_verified", file.storage.lastVerified.map(UTCTime.init))
    }
}

struct StorageAnswer: JSONShape {
    let storage: StorageShape

    static var example: Self { Self(storage: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.writeSuccess("Storage info updated")
        object.write("data", storage)
    }
}

struct SimilarShape: JSONShape {
    let file: SimilarFile

    init(_ file: SimilarFile) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", file.id)
        object.write("filename", file.filename)
        object.write("photo_hothash", file.hothash)
        object.write("hamming_distance", file.distance)
    }
}

struct ColdpreviewAnswer: JSONShape {
    let hothash: String

    static var example: Self { Self(hothash: Photo.example.hothash) }

    func write(to object: inout JSONObjectWriter) {
        object.writeSuccess("Coldpreview uploaded successfully")
        object.object("data") { data in
            data.write("hothash", hothash)
            // Where a client finds it. Where the server keeps it is nobody's business.
            data.write("coldpreview_path", "/api/v1/photos/\(hothash)/coldpreview")
        }
    }
}
