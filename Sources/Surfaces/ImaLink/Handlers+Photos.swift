import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listPhotos(_ incoming: Incoming) async throws -> PageShape<PhotoShape> {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.limit])
        let page = try await library.photos.list(of: try incoming.caller.account, offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, PhotoShape.init)
    }

    @Sendable func listPhotosAtOnce(_ incoming: Incoming) throws -> PageShape<PhotoShape>? {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.limit])
        let page = try library.photos.listAtOnce(of: try incoming.caller.account, offset: offset, limit: limit)
        return page.map { PageShape($0, offset: offset, limit: limit, PhotoShape.init) }
    }

    @Sendable func searchPhotos(_ body: SearchBody, _ incoming: Incoming) async throws -> PageShape<PhotoShape> {
        let (search, offset, limit) = try body.search
        let page = try await library.photos.search(
            search, of: try incoming.caller.account, offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, PhotoShape.init)
    }

    @Sendable func photo(_ incoming: Incoming) async throws -> PhotoShape {
        PhotoShape(try await library.photos.photo(try incoming.capture("hothash"), of: try incoming.caller.account))
    }

    @Sendable func photoAtOnce(_ incoming: Incoming) throws -> PhotoShape? {
        try library.photos.photoAtOnce(try incoming.capture("hothash"), of: try incoming.caller.account)
            .map(PhotoShape.init)
    }

    @Sendable func updatePhoto(_ body: PhotoBody, _ incoming: Incoming) async throws -> PhotoShape {
        let photo = try await library.photos.update(
            try incoming.capture("hothash"), of: try incoming.caller.account
        ) { facts in
            facts.rating = body.rating.applied(to: facts.rating)
            facts.authorID = body.authorID.applied(to: facts.authorID)
            facts.latitude = body.gpsLatitude.applied(to: facts.latitude)
            facts.longitude = body.gpsLongitude.applied(to: facts.longitude)
            facts.takenAt = body.takenAt.applied(to: facts.takenAt.map(UTCTime.init))?.date
        }
        return PhotoShape(photo)
    }

    @Sendable func deletePhoto(_ incoming: Incoming) async throws -> DoneShape {
        try await library.photos.delete(try incoming.capture("hothash"), of: try incoming.caller.account)
        return DoneShape(message: "Photo deleted successfully")
    }

    @Sendable func stackOfPhoto(_ incoming: Incoming) async throws -> StackSummaryShape? {
        let stack = try await library.photos.stack(
            ofPhoto: try incoming.capture("hothash"), of: try incoming.caller.account)
        return stack.map(StackSummaryShape.init)
    }
}

extension SearchBody {
    /// What is asked for, and which part of it.
    fileprivate var search: (PhotoSearch, offset: Int, limit: Int) {
        get throws {
            var search = PhotoSearch()
            search.text = query.nonEmpty
            guard (query?.utf8.count ?? 0) <= 1000 else { throw RequestError.field("query", .invalid("is too long")) }
            search.lowestRating = try ranged(ratingMin, "rating_min", 0...5)
            search.highestRating = try ranged(ratingMax, "rating_max", 0...5)
            search.takenAfter = takenAfter?.date
            search.takenBefore = takenBefore?.date
            search.authorID = authorID
            search.hasPlace = hasGPS
            search.hasRaw = hasRaw
            search.order = sortBy ?? .created
            search.ascending = sortOrder == .ascending
            let offset = try notNegative(offset, "offset") ?? 0
            return (search, offset, try ranged(limit, "limit", 1...1000) ?? 100)
        }
    }

    private func ranged(_ number: Int?, _ field: String, _ range: ClosedRange<Int>) throws -> Int? {
        if let number, !range.contains(number) {
            throw RequestError.field(field, .invalid("must be from \(range.lowerBound) to \(range.upperBound)"))
        }
        return number
    }
}
