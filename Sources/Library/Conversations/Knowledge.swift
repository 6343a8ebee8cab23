import Store

/// Everything that an answer to a message may be made from, all of it its sender's own.
struct Knowledge: Sendable {
    /// A file that came with the message.
    struct File: Sendable {
        let attachment: Attachment
        /// Nil where there is none, or it could not be read in time.
        let text: String?
        let note: String?
        /// What a picture shows.
        let appearance: String?
    }

    let question: MessageRow
    /// What was said before, oldest first; of a long conversation, the end.
    let earlier: [Message]
    let files: [File]
    /// What of the sender's files, and of their messages, answers best: best first.
    let fileQuotes: [PassageRow]
    let messageQuotes: [PassageRow]
}
