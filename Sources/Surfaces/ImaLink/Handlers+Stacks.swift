import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listStacks(_ incoming: Incoming) async throws -> PageShape<StackItemShape> {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.shortLimit])
        let page = try await library.photoStacks.list(of: try incoming.caller.account, offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, StackItemShape.init)
    }

    @Sendable func stack(_ incoming: Incoming) async throws -> StackShape {
        StackShape(
            try await library.photoStacks.stack(try incoming.number("stack_id"), of: try incoming.caller.account))
    }

    @Sendable func addStack(_ body: StackBody, _ incoming: Incoming) async throws -> StackAnswer {
        let facts = StackFacts(
            name: body.name.nonEmpty, type: body.stackType.nonEmpty, coverHothash: body.coverPhotoHothash.nonEmpty)
        let stack = try await library.photoStacks.add(facts, owner: try incoming.caller.account)
        return StackAnswer(message: "Photo stack created successfully", stack: StackShape(stack))
    }

    @Sendable func updateStack(_ body: StackChangeBody, _ incoming: Incoming) async throws -> ChangedStackAnswer {
        let stack = try await library.photoStacks.update(
            try incoming.number("stack_id"), of: try incoming.caller.account
        ) { facts in
            facts.name = body.name.applied(to: facts.name).nonEmpty
            facts.type = body.stackType.applied(to: facts.type).nonEmpty
            facts.coverHothash = body.coverPhotoHothash.applied(to: facts.coverHothash).nonEmpty
        }
        return ChangedStackAnswer(stack: StackShape(stack))
    }

    @Sendable func deleteStack(_ incoming: Incoming) async throws -> DoneShape {
        try await library.photoStacks.delete(try incoming.number("stack_id"), of: try incoming.caller.account)
        return DoneShape(message: "Photo stack deleted successfully")
    }

    @Sendable func addToStack(_ body: StackPhotoBody, _ incoming: Incoming) async throws -> StackAnswer {
        let stack = try await library.photoStacks.add(
            body.photoHothash, to: try incoming.number("stack_id"), of: try incoming.caller.account)
        return StackAnswer(message: "Photo added to stack successfully", stack: StackShape(stack))
    }

    @Sendable func removeFromStack(_ incoming: Incoming) async throws -> StackAnswer {
        let stack = try await library.photoStacks.remove(
            try incoming.capture("photo_hothash"), from: try incoming.number("stack_id"),
            of: try incoming.caller.account)
        return StackAnswer(message: "Photo removed from stack successfully", stack: StackShape(stack))
    }
}
