import Foundation
import Store

/// Folders of conversations. Every question names the owner, and sees nothing of anyone else's.
public struct Projects: Sendable {
    let ground: Ground

    /// A page of them, newest first, each with its conversations: at most `Conversations.mostListed` in all.
    public func list(of owner: Int64, offset: Int = 0, limit: Int) async throws -> [Project] {
        try await ground.read { rows in
            let projects = try rows.projects(of: owner, offset: offset, limit: limit)
            return try rows.withConversations(projects)
        }
    }

    public func add(_ facts: ProjectFacts, owner: Int64) async throws -> Project {
        try facts.check()
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            let id = try steps.addProject(
                owner: owner, name: facts.name, description: facts.description, color: facts.color, at: now)
            return Project(try steps.requireProject(id, of: owner), conversations: [])
        }
    }

    public func update(
        _ id: Int64, of owner: Int64, _ change: @Sendable (inout ProjectFacts) -> Void
    ) async throws -> Project {
        let now = ground.now
        return try await ground.write { steps in
            var facts = ProjectFacts(try steps.requireProject(id, of: owner))
            change(&facts)
            try facts.check()
            try steps.updateProject(
                id, name: facts.name, description: facts.description, color: facts.color, at: now)
            return try steps.withConversations([steps.requireProject(id, of: owner)])[0]
        }
    }

    /// Deletes a project with all its conversations and their messages. Files that went with these stay.
    public func delete(_ id: Int64, of owner: Int64) async throws {
        try await ground.write { steps in
            try steps.deleteProject(try steps.requireProject(id, of: owner).id)
        }
    }
}

extension StoreSnapshot {
    func requireProject(_ id: Int64, of owner: Int64) throws -> ProjectRow {
        guard let row = try project(id, of: owner) else { throw ConversationError.noSuchProject }
        return row
    }

    fileprivate func withConversations(_ projects: [ProjectRow]) throws -> [Project] {
        let rows = try conversations(ofProjects: projects.map(\.id), limit: Conversations.mostListed)
        let conversations = Dictionary(grouping: try withMessages(rows), by: \.projectID)
        return projects.map { Project($0, conversations: conversations[$0.id] ?? []) }
    }
}
