public import Foundation
public import Identity
import Store

/// One person's account, the same on every surface.
///
/// It is one identity written five ways: `number` (imalink), `decimalID` (ml-framework), `uuid` (text-extraction and
/// imagineai) and `prefixedID` (pocketmusec).
public struct Account: Hashable, Sendable {
    /// Counted up from 1 and never used again.
    public let number: Int64
    /// A UUID in lower case.
    public let uuid: String
    public let email: String
    public let username: String
    public let role: Role
    public let displayName: String?
    public let fullName: String?
    public let firstName: String?
    public let lastName: String?
    public let bio: String?
    /// False for an account that was disabled: it has no sessions and can't log in.
    public let isActive: Bool
    /// The surface through which it was registered; the command line's count as imagineai's.
    public let registeredOn: Surface
    public let lastIP: String?
    /// When a request of its last came in, to the minute; nil before the first.
    public let lastSeenAt: Date?
    /// How its uploads are described where nothing else is said.
    public let processingMode: ProcessingMode
    public let createdAt: Date
    public let updatedAt: Date

    /// `"1"`.
    public var decimalID: String { String(number) }

    /// `usr_` and the UUID's 32 digits.
    public var prefixedID: String { PrefixedID.account.spell(uuid) }
}

/// An account's id in any of its spellings, as a client sends it.
public enum AccountID: Hashable, Sendable {
    case number(Int64)
    case uuid(String)

    /// Understands a decimal number, a UUID in either case, and `usr_` with 32 hex digits; nil for anything else.
    public init?(_ text: String) {
        if let number = Int64(text), number > 0, String(number) == text {
            self = .number(number)
        } else if let uuid = UUID(uuidString: text) {
            self = .uuid(uuid.uuidString.lowercased())
        } else if let uuid = PrefixedID.account.uuid(text) {
            self = .uuid(uuid)
        } else {
            return nil
        }
    }
}

extension Account {
    init(_ row: AccountRow) throws {
        // The schema allows no other role, and only this code writes surfaces.
        guard let role = Role(rawValue: row.role), let surface = Surface(rawValue: row.registeredOn),
            let mode = ProcessingMode(rawValue: row.processingMode)
        else {
            throw LibraryError.broken(reason: "account \(row.number) has role \(row.role) of \(row.registeredOn)")
        }
        number = row.number
        uuid = row.uuid
        email = row.email
        username = row.username
        self.role = role
        displayName = row.displayName
        fullName = row.fullName
        firstName = row.firstName
        lastName = row.lastName
        bio = row.bio
        isActive = row.isActive
        registeredOn = surface
        lastIP = row.lastIP
        lastSeenAt = row.lastSeenAt
        processingMode = mode
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}
