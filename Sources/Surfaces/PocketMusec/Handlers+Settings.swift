import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func processingModes(_ incoming: Incoming) async throws -> ModesShape {
        ModesShape(modes: ProcessingMode.allCases.map { .init($0, isAvailable: library.isConfigured($0)) })
    }

    @Sendable func setProcessingMode(_ body: ModeBody, _ incoming: Incoming) async throws -> ModeShape {
        var change = Accounts.ProfileChange()
        change.processingMode = .set(body.processingMode)
        return ModeShape(try await library.accounts.update(try incoming.caller, change).processingMode)
    }

    @Sendable func localModelStatus(_ incoming: Incoming) async throws -> LocalModelShape {
        LocalModelShape(try await library.localModel.status())
    }

    @Sendable func downloadLocalModel(_ incoming: Incoming) async throws -> DownloadShape {
        DownloadShape(try await library.localModel.startDownload(for: try incoming.caller.account))
    }
}
