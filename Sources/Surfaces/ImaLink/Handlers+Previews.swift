import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func hotpreview(_ incoming: Incoming) async throws -> Answer {
        let hothash = try incoming.capture("hothash")
        let picture = try await library.photos.hotpreview(hothash, of: try incoming.caller.account)
        return Answer(picture, named: "hotpreview_\(hothash)")
    }

    @Sendable func hotpreviewAtOnce(_ incoming: Incoming) throws -> Answer? {
        let hothash = try incoming.capture("hothash")
        let owner = try incoming.caller.account
        return Answer(named: "hotpreview_\(hothash)") { [library] in
            library.photos.hotpreviewAtOnce(hothash, of: owner)
        }
    }

    @Sendable func imageFileHotpreview(_ incoming: Incoming) async throws -> Answer {
        let owner = try incoming.caller.account
        let file = try await library.photoFiles.file(try incoming.number("image_id"), of: owner)
        return Answer(
            try await library.photos.hotpreview(file.hothash, of: owner), named: "hotpreview_\(file.hothash)")
    }

    @Sendable func coldpreview(_ incoming: Incoming) async throws -> Answer {
        let hothash = try incoming.capture("hothash")
        let picture = try await library.photos.coldpreview(
            hothash, of: try incoming.caller.account, width: try incoming[Query.width],
            height: try incoming[Query.height], as: try incoming[Query.format])
        return Answer(picture, named: "coldpreview_\(hothash)")
    }

    @Sendable func coldpreviewAtOnce(_ incoming: Incoming) throws -> Answer? {
        let hothash = try incoming.capture("hothash")
        let owner = try incoming.caller.account
        let (width, height) = (try incoming[Query.width], try incoming[Query.height])
        let format = try incoming[Query.format]
        return Answer(named: "coldpreview_\(hothash)") { [library] in
            library.photos.coldpreviewAtOnce(hothash, of: owner, width: width, height: height, as: format)
        }
    }

    @Sendable func putColdpreview(_ incoming: Incoming) async throws -> ColdpreviewAnswer {
        let hothash = try incoming.capture("hothash")
        let owner = try incoming.caller.account
        // Before 50 MB are taken in for a photo that is not there.
        _ = try await library.photos.photo(hothash, of: owner)
        let form = try await incoming.form { part, bytes in
            try await library.receive(bytes, named: part.fileName, limitBytes: fileLimitBytes)
        }
        try await library.photos.setColdpreview(hothash, of: owner, from: try form.file("file"))
        return ColdpreviewAnswer(hothash: hothash)
    }

    @Sendable func deleteColdpreview(_ incoming: Incoming) async throws -> DoneShape {
        try await library.photos.deleteColdpreview(try incoming.capture("hothash"), of: try incoming.caller.account)
        return DoneShape(message: "Coldpreview deleted successfully")
    }
}

extension Answer {
    /// A preview that is in memory, now and whenever it is asked for again; nil where it is not.
    fileprivate init?(named name: String, _ find: @escaping @Sendable () -> StoredPicture?) {
        guard let picture = find() else { return nil }
        self.init(picture, named: name) {
            guard case .bytes(let bytes)? = find()?.content else { return nil }
            return bytes
        }
    }

    /// A preview, as this dialect's document has its headers.
    fileprivate init(
        _ picture: StoredPicture, named name: String, again: (@Sendable () -> [UInt8]?)? = nil
    ) {
        let (type, ending) =
            switch picture.format {
            case .jpeg: ("image/jpeg", "jpg")
            case .webp: ("image/webp", "webp")
            case .avif: ("image/avif", "avif")
            }
        let entity = Entity(
            mediaType: type, etag: picture.tag, cacheControl: "public, max-age=3600",
            disposition: .inline(fileName: "\(name).\(ending)"))
        switch picture.content {
        case .file(let path, let sizeBytes): self = .file(path, byteCount: sizeBytes, entity)
        case .bytes(let bytes): self = .entity(bytes, entity, again: again)
        }
    }
}
