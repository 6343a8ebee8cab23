import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func addProject(_ body: ProjectBody, _ incoming: Incoming) async throws -> ProjectShape {
        let facts = ProjectFacts(
            name: body.name, description: body.description, color: body.color ?? ProjectFacts.usualColor)
        return ProjectShape(try await library.projects.add(facts, owner: try incoming.caller.account))
    }

    @Sendable func listProjects(_ incoming: Incoming) async throws -> [ProjectShape] {
        try await library.projects.list(
            of: try incoming.caller.account, offset: try incoming[Paging.offset], limit: try incoming[Paging.limit]
        ).map(ProjectShape.init)
    }

    @Sendable func updateProject(_ body: ProjectChangeBody, _ incoming: Incoming) async throws -> ProjectShape {
        let changed = try await library.projects.update(
            try incoming.number("project_id"), of: try incoming.caller.account
        ) { facts in
            // Without a name a project can't be; without a colour it has the usual one.
            facts.name = body.name.applied(to: facts.name) ?? ""
            facts.description = body.description.applied(to: facts.description)
            facts.color = body.color.applied(to: facts.color) ?? ProjectFacts.usualColor
        }
        return ProjectShape(changed)
    }

    @Sendable func deleteProject(_ incoming: Incoming) async throws -> MessageAnswer {
        try await library.projects.delete(try incoming.number("project_id"), of: try incoming.caller.account)
        return MessageAnswer(message: "Project deleted successfully")
    }
}
