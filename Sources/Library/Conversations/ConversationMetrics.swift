import Foundation
import Store

/// How much there is of everything, over all accounts.
public struct ConversationMetrics: Hashable, Sendable {
    public let users: Int
    public let projects: Int
    public let conversations: Int
    /// Of both sides.
    public let messages: Int
    /// Accounts that were seen in the last 24 hours, on whichever surface.
    public let activeUsers: Int
}

extension Library {
    /// Counted now, from the rows.
    public func conversationMetrics() async throws -> ConversationMetrics {
        // Who was seen in this minute is in no row yet.
        await accounts.writeDownWhoWasSeen()
        let since = ground.now.addingTimeInterval(-24 * 3600)
        return try await ground.read { rows in
            let totals = try rows.conversationTotals()
            return ConversationMetrics(
                users: try rows.accountCount(), projects: totals.projects, conversations: totals.conversations,
                messages: totals.messages, activeUsers: try rows.accountCount(seenSince: since))
        }
    }
}
