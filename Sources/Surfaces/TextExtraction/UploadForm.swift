import Gateway
import Library

/// A picture that comes in, with how it is to be read: sent itself in a form, or named as a file of the server's machine.
struct UploadForm: Sendable {
    let file: Upload
    let preferences: ReadingPreferences
    /// An API token.
    let token: String?

    static let bodies: [BodyDeclaration] = [
        .form(
            [
                FormField("image_file", .file), FormField("image", .file), .text("image_path"),
                .text("auto_language_detection"), .text("language_hint"), .text("output_format"), .text("ocr_mode"),
                .text("token"),
            ], fileLimitBytes: fileLimitBytes),
        .json(UploadBody.self),
    ]

    /// Reads the request's body, whichever it is. A file goes to the disk as it arrives.
    init(_ incoming: Incoming, _ library: Library) async throws {
        guard incoming.isForm else {
            let body = try await incoming.json(UploadBody.self)
            var preferences = ReadingPreferences()
            preferences.detectsLanguage = body.autoLanguageDetection ?? preferences.detectsLanguage
            preferences.languageHint = body.languageHint.nonEmpty
            preferences.format = body.outputFormat ?? preferences.format
            preferences.mode = body.ocrMode ?? preferences.mode
            self.preferences = preferences
            token = body.token.nonEmpty
            file = try await Self.imported(body.imagePath, library)
            return
        }
        let form = try await incoming.form { part, bytes -> Upload? in
            // Whatever else is a file is passed over.
            guard part.name == "image_file" || part.name == "image" else { return nil }
            return try await library.receive(bytes, named: part.fileName, limitBytes: fileLimitBytes)
        }
        preferences = try ReadingPreferences(form)
        token = form.text("token").nonEmpty
        let sent = ["image_file", "image"].lazy.compactMap { try? form.file($0) }.first
        if let sent {
            file = sent
        } else {
            file = try await Self.imported(form.text("image_path"), library)
        }
    }

    private static func imported(_ path: String?, _ library: Library) async throws -> Upload {
        guard let path = path.nonEmpty else {
            throw RequestError.field("image_file", .invalid("or image_path is required"))
        }
        return try await library.receive(importPath: path, limitBytes: fileLimitBytes)
    }
}

extension ReadingPreferences {
    fileprivate init<File>(_ form: Form<File>) throws {
        self.init()
        detectsLanguage =
            try form.value("auto_language_detection", .wrongType(expected: "true or false"), flag) ?? detectsLanguage
        languageHint = form.text("language_hint").nonEmpty
        format = try form.choice("output_format") ?? format
        mode = try form.choice("ocr_mode") ?? mode
    }
}

extension Form {
    /// A text as something else; an empty one is none.
    fileprivate func value<Value>(_ name: String, _ fault: FieldFault, _ read: (String) -> Value?) throws -> Value? {
        guard let text = text(name).nonEmpty else { return nil }
        guard let value = read(text) else { throw RequestError.field(name, fault) }
        return value
    }

    /// One of an enumeration's texts.
    fileprivate func choice<Value: CaseIterable & RawRepresentable<String>>(_ name: String) throws -> Value? {
        let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, .invalid("must be one of \(all)"), Value.init(rawValue:))
    }
}

/// As forms and checkboxes spell it.
private func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "on", "yes": true
    case "false", "0", "off", "no": false
    default: nil
    }
}
