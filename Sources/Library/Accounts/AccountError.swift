public import Identity

/// Why a rule about accounts said no, sorted by who can act.
public enum AccountError: Error, Hashable, Sendable {
    /// A field is not what it has to be. The sender should send another.
    case invalid(AccountField, FieldProblem)
    /// Another account has this e-mail. The sender should log in, or take another.
    case emailTaken
    /// Another account has this username.
    case usernameTaken
    /// No such account, a wrong password, or a disabled account: which of them is not told.
    case wrongCredentials
    /// The password that was to be confirmed is not the account's.
    case wrongCurrentPassword
    /// Too many failed logins. The sender should wait.
    case tooManyAttempts(Allowance)
    /// The refresh token is unknown, expired, used up, or of a session that has ended. The sender should log in.
    case badRefreshToken
    /// Nobody would be left who could administer. An admin should make another one first.
    case lastAdmin
    case noSuchAccount
}

/// A field of an account that a sender fills in. The raw value is its name in most dialects.
public enum AccountField: String, Hashable, Sendable {
    case email
    case username
    case password
    case newPassword = "new_password"
    case displayName = "display_name"
    case fullName = "full_name"
    case firstName = "first_name"
    case lastName = "last_name"
    case bio
}

/// What is wrong with a field.
public enum FieldProblem: Hashable, Sendable, CustomStringConvertible {
    case missing
    case malformed
    case tooShort(minimumCharacters: Int)
    case tooLong(maximumCharacters: Int)

    /// To be read after the field's name: "must be at least 8 characters long".
    public var description: String {
        switch self {
        case .missing: "is required"
        case .malformed: "is not valid"
        case .tooShort(let minimum): "must be at least \(minimum) characters long"
        case .tooLong(let maximum): "must be at most \(maximum) characters long"
        }
    }
}

/// Why a token lets nobody in. A caller is told 401 for all but `.unavailable`; the rest is for the log.
public enum AuthenticationFailure: Error, Hashable, Sendable {
    /// Not a token of the form that we issue, or with another algorithm or key named in its header.
    case malformed
    /// The signature is not ours.
    case badSignature
    case expired
    /// The session has ended, or was closed and does not serve this surface any more; or its account was disabled.
    case sessionEnded
    /// It could not be found out.
    case unavailable(LibraryError)
}
