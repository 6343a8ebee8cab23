import Configuration
import Foundation
import SystemPackage

/// Looks a setting up: flags first, then the environment, then `.env` in the working folder.
struct SettingsReader {
    private let reader: ConfigReader

    /// - Parameter flags: what stood on the command line, by setting.
    init(flags: [Setting: String] = [:]) async throws {
        let flags = EnvironmentVariablesProvider(
            environmentVariables: Dictionary(uniqueKeysWithValues: flags.map { ($0.key.rawValue, $0.value) }))
        let file = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
        reader = ConfigReader(providers: [flags, EnvironmentVariablesProvider(), file])
    }

    /// The setting's text, or nil where it is not set or empty. A pair of quotes around it, as `.env` files have them,
    /// is taken off.
    func text(_ setting: Setting) -> String? {
        let words = setting.rawValue.lowercased().split(separator: "_").map(String.init)
        guard var text = reader.string(forKey: ConfigKey(words)) else { return nil }
        if text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote {
            text = String(text.dropFirst().dropLast())
        }
        return text.isEmpty ? nil : text
    }

    /// - Throws: `CommandFailure` that names the variable where it is not a whole number in `range`.
    func integer(_ setting: Setting, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = text(setting) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw wrong(
                setting, "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return number
    }

    /// - Throws: `CommandFailure` that names the variable where it is neither `on` nor `off`.
    func isOn(_ setting: Setting, default fallback: Bool) throws -> Bool {
        switch text(setting)?.lowercased() {
        case nil: return fallback
        case "on", "true", "1", "yes": return true
        case "off", "false", "0", "no": return false
        case .some(let text): throw wrong(setting, "must be on or off, not \"\(text)\"")
        }
    }

    /// The items between `separator`s, without the space around them; empty where the setting is.
    func list(_ setting: Setting, separator: Character = ",") -> [String]? {
        text(setting)?.split(separator: separator)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The folder that holds database, secret and blobs.
    var dataDirectory: String { text(.dataDirectory) ?? "./calotype-data" }

    func wrong(_ setting: Setting, _ problem: String) -> CommandFailure {
        .usage("\(setting.rawValue) \(problem)")
    }
}
