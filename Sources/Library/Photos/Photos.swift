import Store

/// The photos of a library. Every question names the owner, and sees nothing of anyone else's.
public struct Photos: Sendable {
    let ground: Ground
    let media: Media

    /// Another number as soon as a photo, or what is shown with it, may be another one.
    public var version: UInt64 { ground.store.commits.version(of: .photos) }

    /// Newest first.
    public func list(of owner: Int64, offset: Int, limit: Int) async throws -> Page<Photo> {
        try await ground.read { try $0.photoPage(of: owner, offset: offset, limit: limit) }
    }

    /// What answers a search, in its order.
    public func search(_ search: PhotoSearch, of owner: Int64, offset: Int, limit: Int) async throws -> Page<Photo> {
        try await ground.read { rows in
            let found = try rows.searchPhotos(search.query, of: owner, offset: offset, limit: limit)
            return Page(items: try rows.withFiles(found.photos), total: found.total)
        }
    }

    public func photo(_ hothash: String, of owner: Int64) async throws -> Photo {
        try await ground.read { try $0.wholePhoto(hothash, of: owner) }
    }

    /// The same as `photo`, here and now; nil where that can't be.
    public func photoAtOnce(_ hothash: String, of owner: Int64) throws -> Photo? {
        try ground.store.look { try $0.wholePhoto(hothash, of: owner) }
    }

    /// The same as `list`, here and now, of a page that is soon read; nil where that can't be.
    public func listAtOnce(of owner: Int64, offset: Int, limit: Int) throws -> Page<Photo>? {
        guard offset <= 10_000, limit <= 100 else { return nil }
        return try ground.store.look { try $0.photoPage(of: owner, offset: offset, limit: limit) }
    }

    /// Changes what `change` changes, and answers with the photo as it is then.
    public func update(
        _ hothash: String, of owner: Int64, _ change: @Sendable (inout PhotoFacts) -> Void
    ) async throws -> Photo {
        let now = ground.now
        return try await ground.write { steps in
            let photo = try steps.requirePhoto(hothash, of: owner)
            var facts = PhotoFacts(photo)
            change(&facts)
            try facts.check()
            if let author = facts.authorID { _ = try steps.requireAuthor(author, of: owner) }
            try steps.updatePhoto(photo.id, facts.row, at: now)
            return try steps.wholePhoto(hothash, of: owner)
        }
    }

    /// Deletes a photo with its files. Their bytes are collected later, where nobody else has them.
    public func delete(_ hothash: String, of owner: Int64) async throws {
        let now = ground.now
        try await ground.write { steps in
            try steps.deletePhoto(try steps.requirePhoto(hothash, of: owner).id, at: now)
        }
    }

    /// The stack that a photo is in, if it is in one.
    public func stack(ofPhoto hothash: String, of owner: Int64) async throws -> PhotoStack? {
        try await ground.read { rows in
            guard let stack = try rows.requirePhoto(hothash, of: owner).stackID else { return nil }
            return PhotoStack(try rows.requireStack(stack, of: owner), hothashes: try rows.hothashes(ofStack: stack))
        }
    }
}

extension StoreSnapshot {
    fileprivate func photoPage(of owner: Int64, offset: Int, limit: Int) throws -> Page<Photo> {
        let files = Dictionary(
            grouping: try imageFileBriefs(ofPhotosOf: owner, offset: offset, limit: limit), by: \.photoID)
        let photos = try photos(of: owner, offset: offset, limit: limit).map { Photo($0, files: files[$0.id] ?? []) }
        return Page(items: photos, total: try total(.photos, of: owner))
    }

    fileprivate func wholePhoto(_ hothash: String, of owner: Int64) throws -> Photo {
        let photo = try requirePhoto(hothash, of: owner)
        return Photo(photo, files: try imageFileBriefs(ofPhoto: photo.id))
    }
}
