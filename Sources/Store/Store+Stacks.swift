public import Foundation
import GRDB

/// Photos that an owner shows as one: a burst, a panorama. Its cover need not be among them.
public struct StackRow: Hashable, Sendable {
    public let id: Int64
    public let name: String?
    public let type: String?
    public let coverHothash: String?
    public let photoCount: Int
    public let createdAt: Date
    public let updatedAt: Date

    init(_ row: Row) {
        id = row[0]
        name = row[1]
        type = row[2]
        coverHothash = row[3]
        photoCount = row[4]
        createdAt = Date(milliseconds: row[5])
        updatedAt = Date(milliseconds: row[6])
    }

    static let select = """
        SELECT photo_stack.id, name, stack_type, cover.hothash,
            (SELECT COUNT(*) FROM photo WHERE photo.stack_id = photo_stack.id),
            photo_stack.created_at, photo_stack.updated_at
        FROM photo_stack LEFT JOIN photo AS cover ON cover.id = photo_stack.cover_id
        """
}

extension StoreSnapshot {
    /// One of the owner's stacks.
    public func stack(_ id: Int64, of owner: Int64) throws -> StackRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: StackRow.select + " WHERE photo_stack.id = ? AND photo_stack.owner = ?"),
            arguments: [id, owner]
        ).map(StackRow.init)
    }

    /// A page of the owner's stacks, newest first.
    public func stacks(of owner: Int64, offset: Int, limit: Int) throws -> [StackRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: StackRow.select + """
                     WHERE photo_stack.owner = ? ORDER BY photo_stack.id DESC LIMIT ? OFFSET ?
                    """),
            arguments: [owner, limit, offset]
        ).map(StackRow.init)
    }

    /// The hothashes of a stack's photos, in the order in which they were added.
    public func hothashes(ofStack id: Int64) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT hothash FROM photo WHERE stack_id = ? ORDER BY stack_place"),
            arguments: [id])
    }
}

extension StoreTransaction {
    public func addStack(owner: Int64, name: String?, type: String?, cover: Int64?, at time: Date) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO photo_stack (owner, name, stack_type, cover_id, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [owner, name, type, cover, time.milliseconds, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// Writes all that can change of a stack itself.
    public func updateStack(_ id: Int64, name: String?, type: String?, cover: Int64?, at time: Date) throws {
        try db.execute(
            sql: "UPDATE photo_stack SET name = ?, stack_type = ?, cover_id = ?, updated_at = ? WHERE id = ?",
            arguments: [name, type, cover, time.milliseconds, id])
    }

    /// Deletes a stack; its photos stay.
    public func deleteStack(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM photo_stack WHERE id = ?", arguments: [id])
    }

    /// Puts a photo last in a stack, out of the one that it was in. Where it is in this stack already, nothing moves.
    public func movePhoto(_ photo: Int64, toStack stack: Int64, at time: Date) throws {
        let former = try stackOf(photo: photo)
        guard former != stack else { return }
        try db.execute(
            sql: """
                UPDATE photo SET stack_id = ?, updated_at = ?,
                    stack_place = (SELECT COALESCE(MAX(stack_place), 0) + 1 FROM photo WHERE stack_id = ?)
                WHERE id = ?
                """,
            arguments: [stack, time.milliseconds, stack, photo])
        try touchStack(stack, at: time)
        if let former { try photoLeft(photo, stack: former, at: time) }
    }

    /// Takes a photo out of its stack. A stack that loses its cover so takes its oldest photo instead.
    public func removePhoto(_ photo: Int64, fromStack stack: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE photo SET stack_id = NULL, stack_place = NULL, updated_at = ? WHERE id = ? AND stack_id = ?",
            arguments: [time.milliseconds, photo, stack])
        try photoLeft(photo, stack: stack, at: time)
    }

    /// Makes the oldest photo of a stack its cover, or leaves it without one where it has no photo.
    func promoteOldestPhoto(ofStack stack: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE photo_stack SET updated_at = ?, cover_id = (SELECT MIN(id) FROM photo WHERE stack_id = ?)
                WHERE id = ?
                """,
            arguments: [time.milliseconds, stack, stack])
    }

    private func photoLeft(_ photo: Int64, stack: Int64, at time: Date) throws {
        let wasCover = try Bool.fetchOne(
            db, sql: "SELECT cover_id = ? FROM photo_stack WHERE id = ?", arguments: [photo, stack])
        if wasCover == true {
            try promoteOldestPhoto(ofStack: stack, at: time)
        } else {
            try touchStack(stack, at: time)
        }
    }

    private func touchStack(_ id: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE photo_stack SET updated_at = ? WHERE id = ?", arguments: [time.milliseconds, id])
    }

    private func stackOf(photo: Int64) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT stack_id FROM photo WHERE id = ?", arguments: [photo])
    }
}
