import Gateway
import HTTPTypes
import Identity
import Library

extension Handlers {
    @Sendable func listUploads(_ incoming: Incoming) async throws -> [UploadShape] {
        var search = Uploads.Search()
        let words = try incoming.all(Filter.status).compactMap { $0 }.joined(separator: ",").split(separator: ",")
        let states = Set(words.compactMap { UploadedPicture.State(rawValue: $0.filter { $0 != " " }) })
        search.states = states.isEmpty ? nil : states
        search.sha256 = try incoming[Filter.imageHash]?.lowercased()
        search.text = try incoming[Filter.search]
        search.createdAfter = try incoming[Filter.createdAfter]?.date
        search.createdBefore = try incoming[Filter.createdBefore]?.date
        return try await uploads.list(search, of: try incoming.caller.account).map(UploadShape.init)
    }

    @Sendable func addUpload(_ incoming: Incoming) async throws -> Answer {
        try await add(incoming, token: nil)
    }

    @Sendable func addUploadWithToken(_ incoming: Incoming) async throws -> Answer {
        let token = try incoming.capture("token")
        // Before 50 MB are taken in for a token that is none.
        try await library.apiTokens.check(token)
        return try await add(incoming, token: token)
    }

    @Sendable func upload(_ incoming: Incoming) async throws -> UploadShape {
        UploadShape(try await uploads.upload(try incoming.capture("id"), of: try incoming.caller.account))
    }

    @Sendable func image(_ incoming: Incoming) async throws -> Answer {
        let file = try await uploads.file(try incoming.capture("id"), of: try incoming.caller.account)
        return .file(
            file.path, byteCount: file.sizeBytes,
            Entity(
                mediaType: file.mediaType, etag: file.sha256, cacheControl: "private, max-age=3600",
                disposition: .inline(fileName: file.filename)))
    }

    @Sendable func updateUpload(_ body: UploadChangeBody, _ incoming: Incoming) async throws -> UploadShape {
        let owner = try incoming.caller.account
        let id = try incoming.capture("id")
        _ = try await uploads.upload(id, of: owner)
        if case .value(let hint) = body.languageHint, !hint.isEmpty { try await uploads.requireLanguage(hint) }
        let changed = try await uploads.update(id, of: owner) { draft in
            draft.rawText = body.rawText.applied(to: draft.rawText)
            draft.processedText = body.processedText.applied(to: draft.processedText)
            let old = draft.preferences
            draft.preferences.detectsLanguage = body.autoLanguageDetection ?? old.detectsLanguage
            draft.preferences.languageHint = body.languageHint.applied(to: old.languageHint).nonEmpty
            draft.preferences.format = body.outputFormat ?? old.format
            draft.preferences.mode = body.ocrMode ?? old.mode
        }
        return UploadShape(changed)
    }

    /// - Parameter token: from the path, where it goes before one in the body.
    private func add(_ incoming: Incoming, token: String?) async throws -> Answer {
        let form = try await UploadForm(incoming, library)
        let added = try await uploads.add(
            form.file, form.preferences, token: token ?? form.token, owner: try incoming.caller.account,
            from: incoming.address)
        var answer = Answer.json(UploadShape(added.upload), status: added.isNew ? .created : .ok)
        for field in added.allowance?.headers ?? [:] { answer.headers.append(field) }
        return answer
    }
}
