import Foundation
import Gateway
import HTTPTypes
import Library

/// Where clients put what they were offered, if no store takes it itself: `PUT /api/v1/uploads/object`, with the ticket in
/// the query. Whoever has the URL needs no account.
enum PresignedPutRoute {
    /// The URL that a client is told.
    static func url(of offer: PutOffer, for incoming: Incoming) -> String {
        switch offer.destination {
        case .store(let url): return url
        case .here(let ticket):
            let query = [
                (key, ticket.key), (contentType, ticket.mediaType), (size, "\(ticket.sizeBytes)"),
                (expires, "\(ticket.expiry)"), (signature, ticket.signature),
            ].map { field, value in
                "\(field.name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            return "\(incoming.origin)\(path)?\(query.joined(separator: "&"))"
        }
    }

    /// Answers 200 without a body, as S3 does.
    static func route(_ library: Library, limitBytes: Int) -> Route {
        Route(
            .put, path, "Put a file that a presigned URL was made for", access: .anyone,
            query: [key, contentType, size, expires, signature],
            takes: [.bytes(mediaTypes: ["*/*"], limitBytes: limitBytes)], answers: [AnswerDeclaration(.ok, .nothing)],
            options: RouteOptions(
                description: """
                    The URL is `upload_url` of a presigned upload, as it stands. The body has to have its type, by \
                    `Content-Type`, and its length. It may be put again until it is confirmed.
                    """, tag: "Uploads", refuses: [.forbidden, .conflict])
        ) { incoming in
            try await library.presignedPuts.receive(
                BodyChunks(incoming.body), try ticket(incoming), mediaType: incoming.headers[.contentType],
                declaredBytes: incoming.body.declaredBytes)
            return .empty(.ok)
        }
    }

    private static let path: PathPattern = "/api/v1/uploads/object"
    private static let key = QueryField<String?>.text("key")
    private static let contentType = QueryField<String?>.text("content_type")
    private static let size = QueryField<String?>.text("size")
    private static let expires = QueryField<String?>.text("expires")
    private static let signature = QueryField<String?>.text("signature")

    /// What is missing or no number was not signed here.
    private static func ticket(_ incoming: Incoming) throws -> PutTicket {
        guard let key = try incoming[key], let mediaType = try incoming[contentType],
            let size = try incoming[size].flatMap(Int.init), let expiry = try incoming[expires].flatMap(Int.init),
            let signature = try incoming[signature]
        else { throw PresignedPutError.notAllowed }
        return PutTicket(key: key, mediaType: mediaType, sizeBytes: size, expiry: expiry, signature: signature)
    }
}

/// A body as a sequence.
private struct BodyChunks: AsyncSequence, Sendable {
    let body: IncomingBody

    init(_ body: IncomingBody) { self.body = body }

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: IncomingBody
        mutating func next() async throws -> [UInt8]? { try await body.next() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: body) }
}
