/// Why something could not be put, or what was put not be taken in.
public enum PresignedPutError: Error, Hashable, Sendable {
    /// No such offer, or one that has been swept.
    case noSuchOffer
    /// The ticket was not signed here, or is another than the one that was.
    case notAllowed
    /// The ticket has run out.
    case expired
    /// What was put is taken in already; nothing that comes now changes it.
    case confirmed
    /// Another media type than the ticket says.
    case wrongType
    /// More bytes than the ticket says.
    case tooLarge(limitBytes: Int)
    /// Fewer bytes than the ticket says.
    case tooShort
    /// Nothing has been put yet.
    case notPut
    /// What was put is not as long as was said.
    case wrongSize
}
