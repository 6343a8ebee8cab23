public import Foundation

/// An account as its row has it.
@dynamicMemberLookup
public struct AccountRow: Hashable, Sendable {
    /// Counted up from 1 and never used again.
    public let number: Int64
    public var fields: AccountFields
    public let lastIP: String?
    public let lastSeenAt: Date?

    public subscript<Value>(dynamicMember path: KeyPath<AccountFields, Value>) -> Value { fields[keyPath: path] }
}

/// What rules decide about an account.
public struct AccountFields: Hashable, Sendable {
    /// In lower case.
    public var uuid: String
    public var email: String
    /// The e-mail as it is compared.
    public var emailKey: String
    public var username: String
    /// The username as it is compared.
    public var usernameKey: String
    /// A PHC string.
    public var passwordHash: String
    public var role: String
    public var displayName: String?
    public var fullName: String?
    public var firstName: String?
    public var lastName: String?
    public var bio: String?
    public var isActive: Bool
    /// How its uploads are described where nothing else is said.
    public var processingMode: String
    /// The surface through which it was made.
    public var registeredOn: String
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        uuid: String, email: String, emailKey: String, username: String, usernameKey: String, passwordHash: String,
        role: String, displayName: String?, fullName: String?, firstName: String?, lastName: String?, bio: String?,
        isActive: Bool, registeredOn: String, createdAt: Date, updatedAt: Date,
        processingMode: String = "cloud"
    ) {
        self.uuid = uuid
        self.email = email
        self.emailKey = emailKey
        self.username = username
        self.usernameKey = usernameKey
        self.passwordHash = passwordHash
        self.role = role
        self.displayName = displayName
        self.fullName = fullName
        self.firstName = firstName
        self.lastName = lastName
        self.bio = bio
        self.isActive = isActive
        self.processingMode = processingMode
        self.registeredOn = registeredOn
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
