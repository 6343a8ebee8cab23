import HTTPTypes

/// What a GET asks besides the path: only if changed, only a part.
struct Conditions {
    private let headers: HTTPFields
    /// As the answer sends it, quotes included.
    private let etag: String?

    init(_ headers: HTTPFields, etag: String?) {
        self.headers = headers
        self.etag = etag
    }

    /// `If-None-Match` names what we would send. Weak comparison, as RFC 9110 has it.
    var isNotModified: Bool {
        guard let etag else { return false }
        return headers[values: .ifNoneMatch].joined(separator: ",").split(separator: ",").contains { candidate in
            var candidate = MediaType.trimmed(candidate)
            if candidate == "*" { return true }
            if candidate.hasPrefix("W/") { candidate = candidate.dropFirst(2) }
            return candidate == etag
        }
    }

    /// The one range that is asked for, cut to the content. nil where there is none, where `If-Range` names other
    /// bytes, and where the header is not understood or asks for several: then the whole is the answer.
    func range(of total: Int) throws(RequestError) -> Range<Int>? {
        guard let header = headers[.range], header.lowercased().hasPrefix("bytes=") else { return nil }
        if let condition = headers[.ifRange], condition != etag { return nil }
        let spec = MediaType.trimmed(header.dropFirst(6))
        let ends = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, !spec.contains(",") else { return nil }
        let first = number(ends[0])
        let last = number(ends[1])
        switch (ends[0].isEmpty, first, ends[1].isEmpty, last) {
        case (true, _, false, let suffix?):
            guard suffix > 0, total > 0 else { throw .rangeNotSatisfiable(totalBytes: total) }
            return max(0, total - suffix)..<total
        case (false, let first?, true, _):
            guard first < total else { throw .rangeNotSatisfiable(totalBytes: total) }
            return first..<total
        case (false, let first?, false, let last?):
            guard first <= last else { return nil }
            guard first < total else { throw .rangeNotSatisfiable(totalBytes: total) }
            return first..<(min(last, total - 1) + 1)
        default: return nil
        }
    }

    /// Digits only. More than an Int holds is beyond any content.
    private func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text) ?? Int.max
    }
}
