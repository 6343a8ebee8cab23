import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listImageFiles(_ incoming: Incoming) async throws -> PageShape<ImageFileShape> {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.limit])
        let page = try await library.photoFiles.list(
            of: try incoming.caller.account, photo: try incoming[Query.photoHothash], offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, ImageFileShape.init)
    }

    @Sendable func imageFile(_ incoming: Incoming) async throws -> ImageFileShape {
        ImageFileShape(
            try await library.photoFiles.file(try incoming.number("image_id"), of: try incoming.caller.account))
    }

    @Sendable func newPhoto(_ incoming: Incoming) async throws -> AddedShape {
        AddedShape(file: try await addPhoto(incoming), isNewPhoto: true)
    }

    @Sendable func oldNewPhoto(_ incoming: Incoming) async throws -> OldAddedShape {
        OldAddedShape(file: try await addPhoto(incoming))
    }

    @Sendable func addToPhoto(_ incoming: Incoming) async throws -> AddedShape {
        let owner = try incoming.caller.account
        let form = try await FileForm(incoming, library)
        guard let hothash = form.photoHothash else { throw RequestError.field("photo_hothash", .missing) }
        let file =
            if let upload = form.upload {
                try await library.photos.addFile(upload, form.details, to: hothash, owner: owner)
            } else {
                try await library.photos.addFile(form.details, to: hothash, owner: owner)
            }
        return AddedShape(file: file, isNewPhoto: false)
    }

    @Sendable func similar(_ incoming: Incoming) async throws -> [SimilarShape] {
        let files = try await library.photoFiles.similar(
            to: try incoming.number("image_id"), of: try incoming.caller.account,
            within: try incoming[Query.threshold], limit: try incoming[Query.similarLimit])
        return files.map(SimilarShape.init)
    }

    @Sendable func storage(_ incoming: Incoming) async throws -> StorageShape {
        StorageShape(
            try await library.photoFiles.file(try incoming.number("image_id"), of: try incoming.caller.account))
    }

    @Sendable func updateStorage(_ body: StorageBody, _ incoming: Incoming) async throws -> StorageAnswer {
        let file = try await library.photoFiles.updateStorage(
            ofFile: try incoming.number("image_id"), of: try incoming.caller.account
        ) { storage in
            storage.path = body.storagePath.applied(to: storage.path)
            storage.type = body.storageType.applied(to: storage.type)
            storage.checksum = body.checksum.applied(to: storage.checksum)
        }
        return StorageAnswer(storage: StorageShape(file))
    }

    private func addPhoto(_ incoming: Incoming) async throws -> AddedFile {
        let owner = try incoming.caller.account
        let form = try await FileForm(incoming, library)
        if let upload = form.upload { return try await library.photos.add(upload, form.details, owner: owner) }
        guard let hotpreview = form.hotpreview else { throw RequestError.field("hotpreview", .missing) }
        return try await library.photos.add(hotpreview: hotpreview, form.details, owner: owner)
    }
}
