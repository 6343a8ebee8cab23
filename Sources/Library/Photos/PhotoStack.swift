public import Foundation
import Store

/// Photos that are shown as one: a burst, a panorama. A photo is in one stack at most.
public struct PhotoStack: Hashable, Sendable {
    public let id: Int64
    public let name: String?
    public let type: String?
    /// The photo that stands for all; it need not be in the stack.
    public let coverHothash: String?
    public let photoCount: Int
    /// In the order in which they were added. Empty in a list of stacks.
    public let hothashes: [String]
    public let createdAt: Date
    public let updatedAt: Date
}

extension PhotoStack {
    init(_ row: StackRow, hothashes: [String] = []) {
        id = row.id
        name = row.name
        type = row.type
        coverHothash = row.coverHothash
        photoCount = row.photoCount
        self.hothashes = hothashes
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

/// What can be said of a stack itself.
public struct StackFacts: Hashable, Sendable {
    public var name: String?
    public var type: String?
    public var coverHothash: String?

    public init(name: String?, type: String?, coverHothash: String?) {
        self.name = name
        self.type = type
        self.coverHothash = coverHothash
    }

    fileprivate func check() throws {
        try PhotoText.name.check(name)
        try PhotoText.stackType.check(type)
    }
}

/// The stacks of an owner.
public struct PhotoStacks: Sendable {
    let ground: Ground

    /// Newest first, without the photos in them.
    public func list(of owner: Int64, offset: Int, limit: Int) async throws -> Page<PhotoStack> {
        try await ground.read { rows in
            let stacks = try rows.stacks(of: owner, offset: offset, limit: limit)
            return Page(items: stacks.map { PhotoStack($0) }, total: try rows.total(.photoStacks, of: owner))
        }
    }

    public func stack(_ id: Int64, of owner: Int64) async throws -> PhotoStack {
        try await ground.read { try $0.wholeStack(id, of: owner) }
    }

    /// Makes a stack. It is empty: its cover is not put into it.
    public func add(_ facts: StackFacts, owner: Int64) async throws -> PhotoStack {
        try facts.check()
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            let cover = try facts.coverHothash.map { try steps.requirePhoto($0, of: owner).id }
            let id = try steps.addStack(owner: owner, name: facts.name, type: facts.type, cover: cover, at: now)
            return try steps.wholeStack(id, of: owner)
        }
    }

    public func update(
        _ id: Int64, of owner: Int64, _ change: @Sendable (inout StackFacts) -> Void
    ) async throws -> PhotoStack {
        let now = ground.now
        return try await ground.write { steps in
            let stack = try steps.requireStack(id, of: owner)
            var facts = StackFacts(name: stack.name, type: stack.type, coverHothash: stack.coverHothash)
            change(&facts)
            try facts.check()
            let cover = try facts.coverHothash.map { try steps.requirePhoto($0, of: owner).id }
            try steps.updateStack(id, name: facts.name, type: facts.type, cover: cover, at: now)
            return try steps.wholeStack(id, of: owner)
        }
    }

    /// Deletes a stack; its photos stay.
    public func delete(_ id: Int64, of owner: Int64) async throws {
        try await ground.write { try $0.deleteStack(try $0.requireStack(id, of: owner).id) }
    }

    /// Puts a photo last in a stack, out of the one that it was in. One that loses its cover so takes its oldest photo.
    public func add(_ hothash: String, to id: Int64, of owner: Int64) async throws -> PhotoStack {
        let now = ground.now
        return try await ground.write { steps in
            let stack = try steps.requireStack(id, of: owner)
            try steps.movePhoto(try steps.requirePhoto(hothash, of: owner).id, toStack: stack.id, at: now)
            return try steps.wholeStack(id, of: owner)
        }
    }

    /// Takes a photo out of a stack. One that loses its cover so takes its oldest photo instead.
    public func remove(_ hothash: String, from id: Int64, of owner: Int64) async throws -> PhotoStack {
        let now = ground.now
        return try await ground.write { steps in
            let stack = try steps.requireStack(id, of: owner)
            let photo = try steps.requirePhoto(hothash, of: owner)
            guard photo.stackID == stack.id else { throw PhotoError.notInStack }
            try steps.removePhoto(photo.id, fromStack: stack.id, at: now)
            return try steps.wholeStack(id, of: owner)
        }
    }
}

extension StoreSnapshot {
    fileprivate func wholeStack(_ id: Int64, of owner: Int64) throws -> PhotoStack {
        PhotoStack(try requireStack(id, of: owner), hothashes: try hothashes(ofStack: id))
    }
}
