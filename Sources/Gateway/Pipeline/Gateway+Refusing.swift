import HTTPTypes
import Identity

extension Gateway {
    /// The dialect whose words an unknown path is refused in: the one whose prefix it is under, else the one whose base
    /// paths it lies below, where there is only one such.
    func dialect(speakingFor segments: [String]) -> Dialect? {
        if let first = segments.first, let dialect = dialects.first(where: { $0.surface.rawValue == first }) {
            return dialect
        }
        let owners = dialects.filter { dialect in
            dialect.basePaths.contains { base in
                base.segments.count <= segments.count
                    && zip(base.segments, segments).allSatisfy { $0 == .literal($1) }
            }
        }
        return owners.count == 1 ? owners[0] : nil
    }

    /// What no dialect speaks for: the members that all of them but one have.
    @Sendable static func neutralErrorBody(_ refusal: Refusal, _ object: inout JSONObjectWriter) {
        object.write("detail", refusal.message)
        object.write("status_code", refusal.status.code)
    }
}
