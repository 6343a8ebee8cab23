import Vision

extension ModelSettings {
    /// Which models may be asked.
    ///
    /// - Throws: `CommandFailure` that names the variable which is wrong.
    init(_ reader: SettingsReader) throws {
        self.init(ollama: try Self.ollama(reader), cloud: try Self.cloud(reader))
    }

    private static func ollama(_ reader: SettingsReader) throws -> OllamaSettings? {
        guard let endpoint = try endpoint(.ollamaURL, reader) else { return nil }
        var settings = OllamaSettings(endpoint: endpoint)
        settings.model = reader.text(.ollamaModel) ?? settings.model
        return settings
    }

    private static func cloud(_ reader: SettingsReader) throws -> CloudSettings? {
        let model = reader.text(.cloudModel)
        let key = try reader.text(.cloudKey).map { text in
            guard let key = APIKey(text) else {
                // It is a secret, so it is not repeated.
                throw reader.wrong(.cloudKey, "must be visible ASCII characters, 4096 at most")
            }
            return key
        }
        guard let endpoint = try endpoint(.cloudURL, reader) else {
            for (setting, isSet) in [(Setting.cloudKey, key != nil), (.cloudModel, model != nil)] where isSet {
                throw reader.wrong(setting, "needs CALOTYPE_CLOUD_URL beside it")
            }
            return nil
        }
        guard let model else { throw reader.wrong(.cloudModel, "is needed beside CALOTYPE_CLOUD_URL") }
        return CloudSettings(endpoint: endpoint, key: key, model: model)
    }

    private static func endpoint(_ setting: Setting, _ reader: SettingsReader) throws -> ModelEndpoint? {
        guard let text = reader.text(setting) else { return nil }
        guard let endpoint = ModelEndpoint(text) else {
            throw reader.wrong(
                setting, "must be an http or https URL without user, query or fragment, not \"\(text)\"")
        }
        return endpoint
    }
}
