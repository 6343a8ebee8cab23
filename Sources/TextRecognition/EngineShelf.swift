/// The engines that are kept warm, the one that was used last at the end.
struct EngineShelf {
    /// An engine takes 20 to 60 MB. What was not used for longest goes where one too many is asked for.
    private static let mostEngines = 6
    private var engines: [Engine] = []

    mutating func engine(for languages: [String]) throws(EngineFailure) -> Engine {
        let name = languages.joined(separator: "+")
        if let place = engines.firstIndex(where: { $0.languages == name }) {
            engines.append(engines.remove(at: place))
        } else {
            if engines.count >= Self.mostEngines { engines.removeFirst() }
            engines.append(try Engine(languages: name))
        }
        return engines[engines.count - 1]
    }
}
