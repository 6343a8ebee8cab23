import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("PocketMusec: search")
struct SearchStories {
    @Test(
        "words are found in names, texts and descriptions, by their beginnings, without accents and case, and as phrases"
    )
    func finds() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let etude = try await ann.id(ofUploaded: "other.png", named: "Étude in C major.png")
            let scale = try await ann.id(ofUploaded: "sea.gif", named: "scale_major C.gif")
            func found(_ query: String) async throws -> Set<String> {
                let escaped = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let answer = try await ann.get("/images/search?query=\(escaped)").expect(.ok)
                let scores = (answer["results"]?.elements ?? []).map { result in
                    guard case .number(let score) = result["match_score"] else { return -1.0 }
                    return score
                }
                #expect(scores == scores.sorted(by: >) && scores.allSatisfy { (0.01...1).contains($0) })
                return Set((answer["results"]?.elements ?? []).compactMap { $0["id"]?.text })
            }
            #expect(try await found("etude") == [etude])
            #expect(try await found("ÉTU") == [etude])
            #expect(try await found("major") == [etude, scale])
            #expect(try await found("\"C major\"") == [etude])
            #expect(try await found("scale invoice") == [scale])
            #expect(try await found("strasse") == [])
            #expect(try await found("straß") == [etude, scale])
            #expect(try await found("picture etude") == [etude])
            for hostile in [
                "\"", "* AND (", "owner:o1", "NEAR(major, 2)", "major OR etude NOT x", "-", "\u{0}major",
                "'; DROP TABLE",
                String(repeating: "a ", count: 249), String(repeating: "\"a\" ", count: 124),
            ] {
                _ = try await found(hostile)
            }
            #expect(try await nobody.join("bob").get("/images/search?query=major")["results"]?.count == 0)
            try await ann.delete("/images/\(scale)").expect(.ok)
            #expect(try await found("major") == [etude])
        }
    }

    @Test("a whole word goes before a beginning, and no more come than were asked for")
    func ranks() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let whole = try await ann.id(ofUploaded: "other.png", named: "alleg.png")
            for number in 0..<3 { _ = try await ann.id(ofUploaded: "sea.gif", named: "allegro\(number).gif") }
            let answer = try await ann.get("/images/search?query=alleg&limit=2").expect(.ok)
            #expect(answer["results"]?.count == 2 && answer["results"]?[0]?["id"]?.text == whole)
            for query in ["", "?query=", "?query=%20", "?query=a&limit=0", "?query=a&limit=101", "?query=%FF"] {
                try await ann.get("/images/search\(query)").expectError(.badRequest)
            }
        }
    }
}
