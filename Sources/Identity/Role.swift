/// What an account may do. Each dialect has its own words for these.
public enum Role: String, Hashable, Sendable, CaseIterable {
    case admin
    case user
    case demo
}
