import Gateway
import Identity

/// The toy dialect's WebSockets.
enum ToySockets {
    struct Tick: JSONShape {
        let number: Int64
        static let example = Tick(number: 1)
        func write(to object: inout JSONObjectWriter) { object.write("number", number) }
    }

    struct Block: JSONShape {
        static let text = String(repeating: "x", count: 100_000)
        static let example = Block()
        func write(to object: inout JSONObjectWriter) { object.write("text", Self.text) }
    }

    static let refuse = QueryField.flag("refuse", default: false)

    static let routes: [Route] = [
        .webSocket("/ws/count/{last:int}", "Counts to a number, and breaks at 13") { incoming in
            let last = try incoming.number("last")
            guard last > 0 else { throw RequestError.noSuchPath }
            guard last != 3 else { throw RequestError.forbidden }
            return AsyncThrowingStream<Tick, any Error> { stream in
                for number in 1...last {
                    if number == 13 { return stream.finish(throwing: Toy.Secret()) }
                    stream.yield(Tick(number: number))
                }
                stream.finish()
            }
        },
        .webSocket("/ws/quiet", "Says nothing", options: RouteOptions(socketLimit: 2)) { _ in
            AsyncStream<Tick> { _ in }
        },
        .webSocket(
            "/ws/once", "Says one thing", query: [refuse], options: RouteOptions(socketLimit: 1)
        ) { incoming in
            guard try !incoming[refuse] else { throw RequestError.forbidden }
            return AsyncStream<Tick> { stream in
                stream.yield(Tick(number: 1))
                stream.finish()
            }
        },
        .webSocket("/ws/flood", "Says 100 kB again and again") { _ in AsyncStream<Block>(unfolding: { Block() }) },
    ]

    static var gateway: Gateway { Toy.gateway([Toy.dialect(.imagineAI, base: "/ws", routes: routes)]) }
}
