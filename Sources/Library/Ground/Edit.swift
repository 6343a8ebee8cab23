/// What a change does to one field: leaves it, or sets it, to nothing perhaps.
public enum Edit<Value: Sendable>: Sendable {
    case keep
    case set(Value)

    /// The value after the change.
    public func applied(to old: Value) -> Value {
        switch self {
        case .keep: old
        case .set(let new): new
        }
    }
}

extension Edit: Equatable where Value: Equatable {}
