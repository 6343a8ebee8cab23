import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func addImage(_ incoming: Incoming) async throws -> ImageShape {
        let form = try await ImageForm(incoming, library)
        return ImageShape(
            try await library.describedImages.add(
                try form.only.get(), form.wish, owner: try incoming.caller.account))
    }

    @Sendable func addImages(_ incoming: Incoming) async throws -> BatchShape {
        let form = try await ImageForm(batch: incoming, library)
        let owner = try incoming.caller.account
        // Two at a time: one is read while the other waits for a model, and whoever sends a single one is not far behind.
        let results = await form.files.concurrentMap(width: 2) { file in
            do {
                let image = try await library.describedImages.add(try file.upload.get(), form.wish, owner: owner)
                return BatchShape.Result(filename: file.name, image: ImageShape(image))
            } catch {
                return BatchShape.Result(filename: file.name, error: PocketMusecError.words(error, incoming.logger))
            }
        }
        return BatchShape(results: results)
    }

    @Sendable func listImages(_ incoming: Incoming) async throws -> ImageListShape {
        let page = try await library.describedImages.list(
            of: try incoming.caller.account, offset: try incoming[Query.skip], limit: try incoming[Query.imageLimit])
        return ImageListShape(images: page.images.map(ImageShape.init), total: page.total)
    }

    @Sendable func searchImages(_ incoming: Incoming) async throws -> SearchShape {
        let matches = try await library.describedImages.search(
            try incoming[Query.search], of: try incoming.caller.account, limit: try incoming[Query.searchLimit])
        return SearchShape(results: matches.map(MatchShape.init))
    }

    @Sendable func image(_ incoming: Incoming) async throws -> ImageShape {
        ImageShape(
            try await library.describedImages.image(try incoming.capture("image_id"), for: try incoming.caller))
    }

    @Sendable func deleteImage(_ incoming: Incoming) async throws -> MessageShape {
        try await library.describedImages.delete(try incoming.capture("image_id"), for: try incoming.caller)
        return MessageShape(message: "Image deleted successfully")
    }

    @Sendable func storage(_ incoming: Incoming) async throws -> StorageShape {
        StorageShape(try await library.describedImages.storage(of: try incoming.caller.account))
    }
}

extension Array where Element: Sendable {
    /// What `work` makes of each, in the array's order, `width` at a time.
    fileprivate func concurrentMap<Value: Sendable>(
        width: Int, _ work: @escaping @Sendable (Element) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var made: [(Int, Value)] = []
            for (number, element) in enumerated() {
                if number >= width, let one = await group.next() { made.append(one) }
                group.addTask { (number, await work(element)) }
            }
            for await one in group { made.append(one) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
