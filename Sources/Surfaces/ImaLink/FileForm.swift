import Foundation
import Gateway
import Library

/// A file that comes in: told about in JSON, or sent itself in a form.
struct FileForm: Sendable {
    /// The bytes of the file, where it was sent.
    let upload: Upload?
    let details: FileDetails
    /// The photo that it is to join.
    let photoHothash: String?
    /// The bytes of the small preview, where the client has made one.
    let hotpreview: [UInt8]?

    static let newPhoto: [BodyDeclaration] = [.json(FileBody.self), .form(fields, fileLimitBytes: fileLimitBytes)]
    static let addToPhoto: [BodyDeclaration] = [
        .json(FileBody.self),
        .form([FormField("photo_hothash", .text, isRequired: true)] + fields, fileLimitBytes: fileLimitBytes),
    ]

    private static let fields: [FormField] = [
        .file("file"), .text("filename"), .text("taken_at"), .text("gps_latitude"), .text("gps_longitude"),
        .text("perceptual_hash"), .integer("import_session_id"),
    ]

    /// Reads the request's body, whichever it is. A file goes to the disk as it arrives.
    init(_ incoming: Incoming, _ library: Library) async throws {
        if incoming.isForm {
            let form = try await incoming.form { part, bytes in
                try await library.receive(bytes, named: part.fileName, limitBytes: fileLimitBytes)
            }
            try self.init(form)
        } else {
            try self.init(try await incoming.json(FileBody.self))
        }
    }

    private init(_ form: Form<Upload>) throws {
        let upload = try form.file("file")
        var details = FileDetails(filename: try fileName(form.text("filename").nonEmpty ?? upload.filename))
        details.takenAt = try form.value("taken_at", "a time in RFC 3339") { UTCTime(rfc3339: $0)?.date }
        details.latitude = try form.value("gps_latitude", "a number", Double.init)
        details.longitude = try form.value("gps_longitude", "a number", Double.init)
        details.perceptualHash = form.text("perceptual_hash")
        details.importSessionID = try form.value("import_session_id", "an integer") { Int64($0) }
        self.upload = upload
        self.details = details
        photoHothash = form.text("photo_hothash").nonEmpty
        hotpreview = nil
    }

    private init(_ body: FileBody) throws {
        var details = FileDetails(filename: try fileName(body.filename))
        details.sizeBytes = try notNegative(body.fileSize, "file_size")
        details.type = try body.fileType.nonEmpty.map(fileType)
        details.width = try notNegative(body.width, "width")
        details.height = try notNegative(body.height, "height")
        details.exif = try body.exifDict.map(exif)
        details.takenAt = body.takenAt?.date
        details.latitude = body.gpsLatitude
        details.longitude = body.gpsLongitude
        details.perceptualHash = body.perceptualHash
        details.importSessionID = body.importSessionID
        self.details = details
        upload = nil
        photoHothash = body.photoHothash.nonEmpty
        hotpreview = try body.hotpreview.nonEmpty.map(decodedPreview)
    }
}

/// What is told of a file. The small preview is due with a new photo, the photo's hash with an addition to it.
struct FileBody: Decodable, Sendable {
    let filename: String
    let fileSize: Int?
    let fileType: String?
    let width: Int?
    let height: Int?
    let hotpreview: String?
    let perceptualHash: String?
    let exifDict: JSONValue?
    let takenAt: UTCTime?
    let gpsLatitude: Double?
    let gpsLongitude: Double?
    let importSessionID: Int64?
    let photoHothash: String?

    private enum CodingKeys: String, CodingKey {
        case filename, width, height, hotpreview
        case fileSize = "file_size"
        case fileType = "file_type"
        case perceptualHash = "perceptual_hash"
        case exifDict = "exif_dict"
        case takenAt = "taken_at"
        case gpsLatitude = "gps_latitude"
        case gpsLongitude = "gps_longitude"
        case importSessionID = "import_session_id"
        case photoHothash = "photo_hothash"
    }
}

extension Form {
    /// A text as something else; an empty one is none.
    fileprivate func value<Value>(_ name: String, _ kind: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = text(name).nonEmpty else { return nil }
        guard let value = read(text) else { throw RequestError.field(name, .wrongType(expected: kind)) }
        return value
    }
}

private func fileName(_ name: String) throws -> String {
    guard !name.isEmpty else { throw RequestError.field("filename", .missing) }
    guard name.utf8.count <= 1024 else { throw RequestError.field("filename", .invalid("is too long")) }
    return name
}

private func fileType(_ name: String) throws -> FileType {
    guard let type = FileType(name: name) else {
        let known = FileType.allCases.map(\.rawValue).joined(separator: ", ")
        throw RequestError.field("file_type", .invalid("must be one of \(known)"))
    }
    return type
}

/// A count of bytes or pixels.
func notNegative(_ number: Int?, _ field: String) throws -> Int? {
    if let number, number < 0 { throw RequestError.field(field, .invalid("must not be negative")) }
    return number
}

private func exif(_ value: JSONValue) throws -> String {
    guard value.members != nil else { throw RequestError.field("exif_dict", .wrongType(expected: "an object")) }
    return String(decoding: value.serialized, as: UTF8.self)
}

/// Base64 with or without a `data:` prefix, with or without padding and line ends.
private func decodedPreview(_ text: String) throws -> [UInt8] {
    var base64 = text.utf8[...]
    if text.hasPrefix("data:") {
        guard let comma = base64.firstIndex(of: UInt8(ascii: ",")) else {
            throw RequestError.field("hotpreview", .invalid("is no data URL"))
        }
        base64 = base64[base64.index(after: comma)...]
    }
    var digits = Data(base64.filter { $0 > UInt8(ascii: " ") })
    digits.append(Data(repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4))
    guard let data = Data(base64Encoded: digits), !data.isEmpty else {
        throw RequestError.field("hotpreview", .invalid("must be base64"))
    }
    return Array(data)
}
