/// Why no password was hashed or checked. Neither case says anything about the password.
public enum PasswordError: Error, Hashable, Sendable {
    /// More are waiting than will be served in good time. Asking again may help.
    case overloaded
    /// libargon2 could not do it, for want of memory most likely. `code` is its own: for the log.
    case failed(code: Int32)
}
