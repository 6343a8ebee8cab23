import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listAuthors(_ incoming: Incoming) async throws -> PageShape<AuthorShape> {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.limit])
        let page = try await library.authors.list(of: try incoming.caller.account, offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, AuthorShape.init)
    }

    @Sendable func author(_ incoming: Incoming) async throws -> AuthorShape {
        AuthorShape(
            try await library.authors.author(try incoming.number("author_id"), of: try incoming.caller.account))
    }

    @Sendable func addAuthor(_ body: AuthorBody, _ incoming: Incoming) async throws -> AuthorShape {
        let facts = AuthorFacts(name: body.name, email: body.email.nonEmpty, bio: body.bio.nonEmpty)
        return AuthorShape(try await library.authors.add(facts, owner: try incoming.caller.account))
    }

    @Sendable func updateAuthor(_ body: AuthorChangeBody, _ incoming: Incoming) async throws -> AuthorShape {
        guard body.name != "" else { throw RequestError.field("name", .missing) }
        let author = try await library.authors.update(
            try incoming.number("author_id"), of: try incoming.caller.account
        ) { facts in
            facts.name = body.name ?? facts.name
            facts.email = body.email.applied(to: facts.email).nonEmpty
            facts.bio = body.bio.applied(to: facts.bio).nonEmpty
        }
        return AuthorShape(author)
    }

    @Sendable func deleteAuthor(_ incoming: Incoming) async throws -> DoneShape {
        try await library.authors.delete(try incoming.number("author_id"), of: try incoming.caller.account)
        return DoneShape(message: "Author deleted successfully")
    }
}
