/// The languages that Tesseract has a model of on this machine, and what people call them.
public struct InstalledLanguages: Equatable, Sendable {
    /// Tesseract's names (`eng`, `chi_sim`), sorted. What is no language (`osd`, `equ`, scripts) is left out.
    public let names: [String]

    init(_ names: [String]) {
        self.names = names.filter { $0 != "osd" && $0 != "equ" && $0 != "snum" && !$0.contains("/") && !$0.isEmpty }
            .sorted()
    }

    /// The installed model for an ISO 639-1 code (`de`), an ISO 639-2 code (`deu`, `ger`) or a name of Tesseract's, in
    /// large or small letters and with or without a region (`de-AT`); nil where none is installed.
    public func name(for hint: String) -> String? {
        if names.contains(hint) { return hint }
        let lowered = hint.lowercased()
        if names.contains(lowered) { return lowered }
        let language = lowered.split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map(String.init) ?? lowered
        return ([language] + LanguageCodes.names(for: language)).first(where: names.contains)
    }

    /// - Throws: `.languageNotInstalled` for the first that is not.
    public func names(for hints: [String]) throws(ReadingError) -> [String] {
        var found: [String] = []
        for hint in hints {
            guard let name = name(for: hint) else { throw .languageNotInstalled(hint, installed: names) }
            if !found.contains(name) { found.append(name) }
        }
        return found
    }
}
