import Gateway
import HTTPTypes
import Library

/// The server's own pages: is it alive, is it ready, what has it counted.
struct ServerPages: Sendable {
    let metrics: Metrics
    let library: Library

    var routes: [Route] {
        let tag = RouteOptions(tag: "Server")
        // ImagineAI's document has the first two as its own, so they are under its prefix too.
        let own = ["", "/imagineai"].flatMap { prefix in
            [
                Route.get(
                    PathPattern(prefix + "/health"), "Whether the process is alive", access: .anyone,
                    returns: Health.self, options: tag
                ) { _ in
                    Health(status: "healthy")
                },
                .get(
                    PathPattern(prefix + "/ready"), "Whether it can serve", access: .anyone,
                    answers: [.json(Readiness.self), .json(Readiness.self, status: .serviceUnavailable)], options: tag,
                    ready),
            ]
        }
        return own + [
            .get(
                "/metrics", "Prometheus' text format", access: .anyone, answers: [.media("text/plain")], options: tag
            ) { _ in
                .text(metrics.text(load: await library.load()), mediaType: "text/plain; version=0.0.4; charset=utf-8")
            }
        ]
    }

    // GET /ready
    @Sendable private func ready(_ incoming: Incoming) async throws -> Answer {
        let isUp = (try? await library.accounts.list(offset: 0, limit: 1)) != nil
        return .json(Readiness(isDatabaseUp: isUp), status: isUp ? .ok : .serviceUnavailable)
    }

    struct Health: JSONShape {
        let status: String
        static let example = Health(status: "healthy")
        func write(to object: inout JSONObjectWriter) { object.write("status", status) }
    }

    struct Readiness: JSONShape {
        let isDatabaseUp: Bool
        static let example = Readiness(isDatabaseUp: true)
        func write(to object: inout JSONObjectWriter) {
            object.write("status", isDatabaseUp ? "ready" : "unavailable")
            object.object("checks") { checks in
                checks.write("database", isDatabaseUp ? "ok" : "unavailable")
                // There is none: limits and events are in this process.
                checks.write("redis", "embedded")
            }
        }
    }
}
