import HTTPTypes
import Identity

extension Gateway {
    /// The dialect whose words an unknown path is refused in: the one whose prefix it is under, else the one that has
    /// the longest of the base paths it lies below, where only one has that.
    func dialect(speakingFor segments: [String]) -> Dialect? {
        if let first = segments.first, let dialect = dialects.first(where: { $0.surface.rawValue == first }) {
            return dialect
        }
        let lengths = dialects.map { dialect in
            dialect.basePaths.filter { $0.isHead(of: segments) }.map(\.segments.count).max() ?? 0
        }
        guard let longest = lengths.max(), longest > 0 else { return nil }
        let owners = zip(dialects, lengths).filter { $0.1 == longest }
        return owners.count == 1 ? owners[0].0 : nil
    }

    /// What no dialect speaks for: the members that all of them but one have.
    @Sendable static func neutralErrorBody(_ refusal: Refusal, _ object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
        object.write("status_code", refusal.status.code)
    }
}
