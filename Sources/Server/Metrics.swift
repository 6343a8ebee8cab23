import Foundation
import Gateway
import Identity
import Library
import Synchronization

/// What the server counts, and how `/metrics` shows it: Prometheus' text format 0.0.4. Its memory is bounded by the number
/// of routes: paths that no route has share one name, and so do unheard-of methods.
final class Metrics: Sendable {
    private struct Request: Hashable {
        let surface: String
        let method: String
        let path: String
        let status: Int
    }
    private struct Endpoint: Hashable {
        let surface: String
        let path: String
    }
    private struct SocketClose: Hashable {
        let surface: String
        let path: String
        let code: String
    }
    private struct Histogram {
        var counts = [Int](repeating: 0, count: Metrics.bounds.count)
        var sum = 0.0
        var count = 0
    }
    private struct State {
        var requests: [Request: Int] = [:]
        var durations: [Endpoint: Histogram] = [:]
        var inFlight = 0
        var openSockets = 0
        var socketCloses: [SocketClose: Int] = [:]
        var bytesIn = 0
        var bytesOut = 0
    }

    /// Upper bounds of the histogram's buckets, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let state = Mutex(State())
    private let started = Date()

    func began() { state.withLock { $0.inFlight += 1 } }

    func ended(_ record: RequestRecord) {
        let surface = record.surface?.rawValue ?? ""
        let path = record.pathTemplate.isEmpty ? "unmatched" : record.pathTemplate
        let seconds =
            Double(record.duration.components.seconds) + Double(record.duration.components.attoseconds) * 1e-18
        let request = Request(
            surface: surface, method: Self.methods.contains(record.method) ? record.method : "other", path: path,
            status: record.status)
        state.withLock { state in
            state.inFlight -= 1
            state.bytesIn &+= record.bytesIn
            state.bytesOut &+= record.bytesOut
            state.requests[request, default: 0] += 1
            let endpoint = Endpoint(surface: surface, path: path)
            var histogram = state.durations[endpoint] ?? Histogram()
            if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) { histogram.counts[bucket] += 1 }
            histogram.sum += seconds
            histogram.count += 1
            state.durations[endpoint] = histogram
        }
    }

    func socketOpened() { state.withLock { $0.openSockets += 1 } }

    func socketClosed(_ record: SocketRecord) {
        // A client may send thousands of others.
        let isKnown = (1000...1015).contains(record.closeCode) || (4000...4099).contains(record.closeCode)
        let close = SocketClose(
            surface: record.request.surface?.rawValue ?? "", path: record.request.pathTemplate,
            code: isKnown ? "\(record.closeCode)" : "other")
        state.withLock { state in
            state.openSockets -= 1
            state.bytesOut &+= record.bytesOut
            state.socketCloses[close, default: 0] += 1
        }
    }

    /// The whole page, with what the library is busy with now.
    func text(load: LibraryLoad) -> String {
        let state = state.withLock { $0 }
        var page = MetricsPage()
        page.head("calotype_http_requests_total", "counter", "Requests answered.")
        for (request, count) in state.requests {
            page.sample(
                "calotype_http_requests_total",
                [
                    ("surface", request.surface), ("method", request.method), ("path", request.path),
                    ("status", "\(request.status)"),
                ], Double(count))
        }
        page.head("calotype_http_request_duration_seconds", "histogram", "From head to answer.")
        for (endpoint, histogram) in state.durations {
            let labels = [("surface", endpoint.surface), ("path", endpoint.path)]
            var below = 0
            for (bound, count) in zip(Self.bounds, histogram.counts) {
                below += count
                page.sample(
                    "calotype_http_request_duration_seconds_bucket", labels + [("le", "\(bound)")], Double(below))
            }
            page.sample(
                "calotype_http_request_duration_seconds_bucket", labels + [("le", "+Inf")], Double(histogram.count))
            page.sample("calotype_http_request_duration_seconds_sum", labels, histogram.sum)
            page.sample("calotype_http_request_duration_seconds_count", labels, Double(histogram.count))
        }
        page.single("calotype_http_requests_in_flight", "gauge", "Requests being answered.", Double(state.inFlight))
        page.single("calotype_websockets_open", "gauge", "WebSockets that are open.", Double(state.openSockets))
        page.head("calotype_websocket_closes_total", "counter", "WebSockets that were closed, by close code.")
        for (close, count) in state.socketCloses {
            page.sample(
                "calotype_websocket_closes_total",
                [("surface", close.surface), ("path", close.path), ("code", close.code)], Double(count))
        }
        page.single("calotype_http_request_bytes_total", "counter", "Bytes of bodies read.", Double(state.bytesIn))
        page.single("calotype_http_response_bytes_total", "counter", "Bytes of bodies sent.", Double(state.bytesOut))
        page.write(load)
        page.single("process_resident_memory_bytes", "gauge", "Resident memory.", Self.residentBytes)
        page.single(
            "process_start_time_seconds", "gauge", "Since 1970, in UTC.", started.timeIntervalSince1970.rounded())
        page.single("calotype_uptime_seconds", "gauge", "Since the start.", Date().timeIntervalSince(started))
        return page.text
    }

    /// The second number of Linux' `statm`, in pages.
    private static var residentBytes: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
