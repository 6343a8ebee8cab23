import Foundation

/// Texts as they are compared: without case in Unicode's sense, and whichever way their accents are encoded.
enum Folded {
    /// Upper case first, since that is where ß meets SS and ς meets Σ; then lower, then composed.
    static func key(_ text: String) -> String {
        text.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }

    /// Of what somebody logs in under; nil for what is longer than any e-mail or username, which is not worth folding.
    static func key(signInName name: String) -> String? {
        name.utf8.count > 1024 ? nil : key(name.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// An e-mail address that was looked at, and the key under which it is unique.
struct EmailAddress {
    let text: String
    let key: String

    /// Takes what a mail server could take: a local part, one @, and a domain of dotted labels or `localhost`. Letters
    /// of any script are letters. At most 254 bytes (RFC 5321).
    init(_ raw: String) throws(AccountError) {
        let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw .invalid(.email, .missing) }
        guard text.utf8.count <= 254 else { throw .invalid(.email, .tooLong(maximumCharacters: 254)) }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else {
            throw .invalid(.email, .malformed)
        }
        self.text = text
        key = Folded.key(text)
    }

    /// What comes before the @.
    var localPart: String { String(text.prefix { $0 != "@" }) }

    private static func isLocalPart(_ part: Substring) -> Bool {
        (1...64).contains(part.utf8.count)
            && !part.hasPrefix(".") && !part.hasSuffix(".") && !part.contains("..")
            && part.allSatisfy { $0.isLetter || $0.isNumber || "!#$%&'*+-/=?^_`{|}~.".contains($0) }
    }

    private static func isDomain(_ part: Substring) -> Bool {
        let labels = part.split(separator: ".", omittingEmptySubsequences: false)
        return (labels.count > 1 || part.lowercased() == "localhost")
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }
}

/// A username that was looked at, and the key under which it is unique.
struct Username {
    static let maximumCharacters = 150

    let text: String
    let key: String

    /// Takes any visible text. An @ is for e-mails, or one could name oneself by somebody else's; one's own is allowed.
    init(_ raw: String, ownEmail: EmailAddress) throws(AccountError) {
        let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw .invalid(.username, .missing) }
        guard text.unicodeScalars.count <= Self.maximumCharacters else {
            throw .invalid(.username, .tooLong(maximumCharacters: Self.maximumCharacters))
        }
        key = Folded.key(text)
        guard !text.hasControls, !text.contains("@") || key == ownEmail.key else {
            throw .invalid(.username, .malformed)
        }
        self.text = text
    }

    /// A name from the e-mail's local part for an account that brings none: the first that is free of `ann`, `ann2`,
    /// `ann3` …, and after nine of them one with a random end.
    init(from email: EmailAddress, randomness: Randomness, isTaken: (_ key: String) throws -> Bool) throws {
        let base = String(email.localPart.prefix(64))
        var text = base
        var attempt = 1
        while try isTaken(Folded.key(text)) {
            attempt += 1
            text = base + (attempt < 10 ? String(attempt) : "-" + randomness.token(byteCount: 4))
        }
        self.text = text
        key = Folded.key(text)
    }
}

/// A password that may be set: 8 characters at least, and no more bytes than anybody types.
struct NewPassword {
    static let minimumCharacters = 8
    static let maximumBytes = 1024

    let text: String

    init(_ raw: String, as field: AccountField = .password) throws(AccountError) {
        guard !raw.isEmpty else { throw .invalid(field, .missing) }
        guard raw.utf8.count <= Self.maximumBytes else {
            throw .invalid(field, .tooLong(maximumCharacters: Self.maximumBytes))
        }
        guard raw.count >= Self.minimumCharacters else {
            throw .invalid(field, .tooShort(minimumCharacters: Self.minimumCharacters))
        }
        text = Self.composed(raw)
    }

    /// The same characters in one encoding, whichever keyboard they came from (RFC 8265, OpaqueString).
    static func composed(_ raw: String) -> String { raw.precomposedStringWithCanonicalMapping }
}

/// A name or a biography: trimmed, and nil where nothing is left.
enum ProfileText {
    static func checked(_ raw: String?, as field: AccountField) throws(AccountError) -> String? {
        guard let text = raw?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        let maximum = field == .bio ? 5000 : 255
        guard text.unicodeScalars.count <= maximum else {
            throw .invalid(field, .tooLong(maximumCharacters: maximum))
        }
        guard field == .bio ? !text.contains("\0") : !text.hasControls else { throw .invalid(field, .malformed) }
        return text
    }
}

extension String {
    fileprivate var hasControls: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
