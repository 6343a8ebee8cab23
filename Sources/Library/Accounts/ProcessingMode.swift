/// Where pictures are described: by a model in the cloud or by one on this machine.
public enum ProcessingMode: String, Hashable, Sendable, CaseIterable {
    case cloud
    case local
}
