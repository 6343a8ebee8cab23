import Glibc

/// Why bytes could not be kept or read.
public enum BlobError: Error, Hashable, Sendable {
    /// More bytes came than the spool was opened for. The sender should send less.
    case tooLarge(limitBytes: Int)
    /// The disk or the quota on it is full. The operator should make room.
    case outOfSpace
    /// No such blob.
    case missing(BlobKey)
    /// What is kept under a key is not what the key says, so it is handed to nobody. The operator should look at the store.
    case damaged(BlobKey)
    /// The store does not answer, or says that it can't just now, after several attempts. Asking again later may help.
    case unavailable(reason: String)
    /// The store says no: for the log.
    case refused(S3Refusal)
    /// The system refused. `operation` names the call and `code` is its `errno`: for the log.
    case failed(operation: String, code: Int32)
    /// The spool was committed or thrown away before.
    case spoolClosed

    init(operation: String, code: Int32) {
        self = code == ENOSPC || code == EDQUOT ? .outOfSpace : .failed(operation: operation, code: code)
    }
}
