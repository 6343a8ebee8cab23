import Gateway
import Library

/// Images that come in, and how they are to be described.
struct ImageForm: Sendable {
    /// A file, or why it was not taken in.
    struct File: Sendable {
        let name: String
        let upload: Result<Upload, any Error>
    }

    let files: [File]
    let wish: DescribingWish

    static let one = BodyDeclaration.form(
        [.file("file"), .text("processing_mode"), .text("vision_prompt")], fileLimitBytes: fileLimitBytes)
    static let many = BodyDeclaration.form(
        [FormField("files", .files, isRequired: true), .text("processing_mode")], fileLimitBytes: fileLimitBytes)

    private static let mostFiles = 100
    private static let longestPrompt = 2000

    /// Reads a form with one file, which goes to the disk as it arrives. Whatever else is a file is passed over.
    ///
    /// - Parameter report: Told of the file as it comes in, and when all of it is here.
    init(_ incoming: Incoming, _ library: Library, _ report: UploadReport?) async throws {
        let form = try await incoming.form { part, bytes -> Upload? in
            guard part.name == "file" else { return nil }
            return try await Self.receive(part, bytes, library, report, at: 0)
        }
        guard let upload = try form.file("file") else { throw RequestError.field("file", .missing) }
        files = [File(name: upload.filename, upload: .success(upload))]
        wish = try Self.wish(form)
        report?.tell(.received(upload, at: 0))
    }

    /// Reads a form with many files. One that is no good spoils no other; a sender who goes away spoils them all.
    init(batch incoming: Incoming, _ library: Library, _ report: UploadReport?) async throws {
        var count = 0
        let form = try await incoming.form { part, bytes -> File? in
            guard part.name == "files" else { return nil }
            count += 1
            guard count <= Self.mostFiles else {
                throw RequestError.field("files", .invalid("must be at most \(Self.mostFiles)"))
            }
            do {
                let upload = try await Self.receive(part, bytes, library, report, at: count - 1)
                report?.tell(.received(upload, at: count - 1))
                return File(name: upload.filename, upload: .success(upload))
            } catch let error where PocketMusecError.isAboutTheFile(error) {
                return File(name: part.fileName, upload: .failure(error))
            }
        }
        files = form.files.compactMap(\.value)
        guard !files.isEmpty else { throw RequestError.field("files", .missing) }
        wish = try Self.wish(form)
    }

    private static func receive(
        _ part: FormPart, _ bytes: PartBytes, _ library: Library, _ report: UploadReport?, at index: Int
    ) async throws -> Upload {
        guard part.fileName.utf8.count <= 1024 else {
            throw RequestError.field(part.name, .invalid("has a name that is too long"))
        }
        return try await library.receive(bytes, named: part.fileName, limitBytes: fileLimitBytes) { received in
            report?.tell(UploadEvent(.receiving(bytes: received), index: index, filename: part.fileName))
        }
    }

    private static func wish<Anything>(_ form: Form<Anything>) throws -> DescribingWish {
        var wish = DescribingWish()
        if let name = form.text("processing_mode"), !name.isEmpty {
            guard let mode = ProcessingMode(rawValue: name) else {
                let all = ProcessingMode.allCases.map(\.rawValue).joined(separator: ", ")
                throw RequestError.field("processing_mode", .invalid("must be one of \(all)"))
            }
            wish.mode = mode
        }
        if let prompt = form.text("vision_prompt"), !prompt.isEmpty {
            guard prompt.unicodeScalars.count <= longestPrompt else {
                throw RequestError.field("vision_prompt", .invalid("must be at most \(longestPrompt) characters long"))
            }
            wish.prompt = prompt
        }
        return wish
    }
}

extension UploadEvent {
    fileprivate static func received(_ upload: Upload, at index: Int) -> UploadEvent {
        UploadEvent(.received(sizeBytes: upload.sizeBytes), index: index, filename: upload.filename)
    }
}
