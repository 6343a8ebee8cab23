/// One of the documented APIs. The raw value is its name in settings, in tokens and in the path prefix.
public enum Surface: String, Hashable, Sendable, CaseIterable {
    case pocketMusec = "pocketmusec"
    case textExtraction = "text-extraction"
    case imagineAI = "imagineai"
    case mlFramework = "ml-framework"
    case imaLink = "imalink"
}
