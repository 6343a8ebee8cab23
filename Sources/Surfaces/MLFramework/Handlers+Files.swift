import Gateway
import HTTPTypes
import Identity
import Library

extension Handlers {
    @Sendable func upload(_ incoming: Incoming) async throws -> FileShape {
        let form = try await incoming.form { part, bytes -> (name: String, file: Upload)? in
            // Whatever else is a file is passed over.
            guard part.name == "file" else { return nil }
            return (
                part.fileName,
                try await library.receive(bytes, named: part.fileName, limitBytes: Attachments.limitBytes)
            )
        }
        guard let sent = form.files.lazy.compactMap(\.value).first else { throw RequestError.field("file", .missing) }
        return FileShape(
            try await library.attachments.add(sent.file, named: sent.name, owner: try incoming.caller.account))
    }

    @Sendable func file(_ incoming: Incoming) async throws -> Answer {
        let file = try await library.attachments.file(
            try incoming.number("upload_id"), of: try incoming.caller.account)
        let attachment = file.attachment
        guard try incoming.capture("filename") == attachment.nameInPath else {
            throw ConversationError.noSuchAttachment
        }
        return .file(
            file.path, byteCount: attachment.sizeBytes,
            Entity(
                mediaType: attachment.mediaType, etag: file.tag, cacheControl: "private, max-age=3600",
                disposition: isShownByBrowsers(attachment.essence)
                    ? .inline(fileName: attachment.filename) : .attachment(fileName: attachment.filename)))
    }
}

/// What a browser shows without running anything of it. All else is for saving: HTML, SVG and XML are programs there.
private func isShownByBrowsers(_ essence: String) -> Bool {
    switch essence {
    case "text/plain", "application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp",
        "image/avif",
        "image/x-ms-bmp":
        true
    default: essence.hasPrefix("video/") || essence.hasPrefix("audio/")
    }
}
