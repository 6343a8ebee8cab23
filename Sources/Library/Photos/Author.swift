public import Foundation
import Store

/// Someone who takes pictures; need not have an account.
public struct Author: Hashable, Sendable {
    public let id: Int64
    public let name: String
    public let email: String?
    public let bio: String?
    public let createdAt: Date
    public let updatedAt: Date
}

extension Author {
    init(_ row: AuthorRow) {
        id = row.id
        name = row.name
        email = row.email
        bio = row.bio
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

/// What can be said of an author.
public struct AuthorFacts: Hashable, Sendable {
    public var name: String
    public var email: String?
    public var bio: String?

    public init(name: String, email: String?, bio: String?) {
        self.name = name
        self.email = email
        self.bio = bio
    }

    fileprivate func check() throws {
        try PhotoText.name.check(name)
        try PhotoText.email.check(email)
        try PhotoText.bio.check(bio)
    }
}

/// The authors whom an owner knows.
public struct Authors: Sendable {
    let ground: Ground

    /// Newest first.
    public func list(of owner: Int64, offset: Int, limit: Int) async throws -> Page<Author> {
        try await ground.read { rows in
            let authors = try rows.authors(of: owner, offset: offset, limit: limit)
            return Page(items: authors.map(Author.init), total: try rows.total(.authors, of: owner))
        }
    }

    public func author(_ id: Int64, of owner: Int64) async throws -> Author {
        try await ground.read { Author(try $0.requireAuthor(id, of: owner)) }
    }

    public func add(_ facts: AuthorFacts, owner: Int64) async throws -> Author {
        try facts.check()
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            let id = try steps.addAuthor(owner: owner, name: facts.name, email: facts.email, bio: facts.bio, at: now)
            return Author(try steps.requireAuthor(id, of: owner))
        }
    }

    public func update(
        _ id: Int64, of owner: Int64, _ change: @Sendable (inout AuthorFacts) -> Void
    ) async throws -> Author {
        let now = ground.now
        return try await ground.write { steps in
            let author = try steps.requireAuthor(id, of: owner)
            var facts = AuthorFacts(name: author.name, email: author.email, bio: author.bio)
            change(&facts)
            try facts.check()
            try steps.updateAuthor(id, name: facts.name, email: facts.email, bio: facts.bio, at: now)
            return Author(try steps.requireAuthor(id, of: owner))
        }
    }

    /// Deletes an author. `PhotoError.authorInUse` where photos or import sessions name them.
    public func delete(_ id: Int64, of owner: Int64) async throws {
        try await ground.write { steps in
            _ = try steps.requireAuthor(id, of: owner)
            guard try !steps.authorIsInUse(id) else { throw PhotoError.authorInUse }
            try steps.deleteAuthor(id)
        }
    }
}
