import Gateway
import Identity
import Library

extension Handlers {
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
