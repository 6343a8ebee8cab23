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
        return library.photos.hotpreviewAtOnce(hothash, of: try incoming.caller.account).map {
            Answer($0, named: "hotpreview_\(hothash)")
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
        return library.photos.coldpreviewAtOnce(
            hothash, of: try incoming.caller.account, width: try incoming[Query.width],
            height: try incoming[Query.height], as: try incoming[Query.format]
        ).map { Answer($0, named: "coldpreview_\(hothash)") }
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
    /// A preview, as this dialect's document has its headers.
    fileprivate init(_ picture: StoredPicture, named name: String) {
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
        case .bytes(let bytes): self = .entity(bytes, entity)
        }
    }
}
