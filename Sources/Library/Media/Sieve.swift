/// Bytes by name within a budget, by the SIEVE algorithm (Zhang et al., NSDI 2024).
struct Sieve {
    private struct Slot {
        var name = ""
        var bytes: [UInt8] = []
        var wasAsked = false
        /// Towards the newest, and towards the oldest; -1 beyond the last.
        var newer = -1
        var older = -1
    }

    /// What an entry takes besides its bytes: a slot, a place in the dictionary, the name.
    private static let overheadBytes = 256

    private let budgetBytes: Int
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var places: [String: Int] = [:]
    private var newest = -1
    private var oldest = -1
    private var hand = -1
    private(set) var totalBytes = 0

    init(budgetBytes: Int) { self.budgetBytes = budgetBytes }

    var count: Int { places.count }

    mutating func bytes(of name: String) -> [UInt8]? {
        guard let place = places[name] else { return nil }
        slots[place].wasAsked = true
        return slots[place].bytes
    }

    mutating func keep(_ bytes: [UInt8], as name: String) {
        let cost = bytes.count + Self.overheadBytes
        guard places[name] == nil, cost <= budgetBytes else { return }
        while totalBytes + cost > budgetBytes { evict() }
        let place = free.popLast() ?? slots.endIndex
        if place == slots.endIndex { slots.append(Slot()) }
        slots[place] = Slot(name: name, bytes: bytes, older: newest)
        if newest >= 0 { slots[newest].newer = place }
        newest = place
        if oldest < 0 { oldest = place }
        places[name] = place
        totalBytes += cost
    }

    /// The hand goes on from where it was, from old to new and round again, and takes the first that nobody has asked for
    /// since it last came by.
    private mutating func evict() {
        var place = hand >= 0 ? hand : oldest
        while slots[place].wasAsked {
            slots[place].wasAsked = false
            place = slots[place].newer >= 0 ? slots[place].newer : oldest
        }
        let slot = slots[place]
        hand = slot.newer
        if slot.newer >= 0 { slots[slot.newer].older = slot.older } else { newest = slot.older }
        if slot.older >= 0 { slots[slot.older].newer = slot.newer } else { oldest = slot.newer }
        places[slot.name] = nil
        totalBytes -= slot.bytes.count + Self.overheadBytes
        slots[place] = Slot()
        free.append(place)
    }
}
