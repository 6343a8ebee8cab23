import Foundation
import Synchronization

/// Who was seen since this was last written down. A request only notes it here; once a minute all of it is one commit.
final class Presence: Sendable {
    struct Sighting {
        let at: Date
        let address: String?
    }

    private let sightings = Mutex<[Int64: Sighting]>([:])

    func note(_ account: Int64, at time: Date, from address: String?) {
        sightings.withLock { sightings in
            sightings[account] = Sighting(at: time, address: address ?? sightings[account]?.address)
        }
    }

    /// Hands over what was noted and begins anew.
    func take() -> [Int64: Sighting] {
        sightings.withLock { sightings in
            defer { sightings = [:] }
            return sightings
        }
    }
}
