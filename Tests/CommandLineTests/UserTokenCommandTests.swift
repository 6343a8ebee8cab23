import Foundation
import Testing

@Suite("calotype user token")
struct UserTokenCommandTests {
    private func withLibrary(_ story: (String) throws -> Void) throws {
        let scratch = try Scratch()
        let folder = scratch.path("data")
        let create = try Calotype.run(
            "user", "create", "--email", "ann@example.com", "--data-dir", folder, input: "correct horse\n")
        try #require(create.exitCode == 0, "\(create.complaints)")
        try story(folder)
    }

    @Test("prints a new token of 64 hexadecimal digits each time, as CSV or as JSON lines")
    func make() throws {
        try withLibrary { folder in
            let csv = try Calotype.run("user", "token", "--email", "ann@example.com", "--data-dir", folder)
            #expect(csv.exitCode == 0)
            #expect(csv.complaints == "")
            #expect(csv.lines.first == "token,email")
            let row = try #require(csv.lines.last?.wholeMatch(of: /([0-9a-f]{64}),ann@example.com/))

            // By the e-mail in any case, as it is everywhere.
            let json = try Calotype.run("user", "token", "--email", "ANN@example.com", "--json", "--data-dir", folder)
            let object = try JSONDecoder().decode([String: String].self, from: Data(json.output.utf8))
            #expect(object["token"]?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
            #expect(object["token"] != String(row.1))
        }
    }

    @Test("--disable ends a token for good; an unknown one, and one that is disabled already, are failures")
    func disable() throws {
        try withLibrary { folder in
            let made = try Calotype.run("user", "token", "--email", "ann@example.com", "--data-dir", folder)
            let token = try #require(made.lines.last?.split(separator: ",").first.map(String.init))
            let first = try Calotype.run("user", "token", "--disable", token, "--data-dir", folder)
            #expect(first.exitCode == 0)
            #expect(first.output == "")
            for wrong in [token, String(repeating: "0", count: 64), "not-a-token"] {
                let again = try Calotype.run("user", "token", "--disable", wrong, "--data-dir", folder)
                #expect(again.exitCode == 1, "\(wrong)")
                #expect(again.complaints.contains("no such token"))
                #expect(again.output == "")
            }
        }
    }

    @Test("of nobody is a failure, and both wishes at once, none, or a folder without a library are wrong usage")
    func wrong() throws {
        try withLibrary { folder in
            let nobody = try Calotype.run("user", "token", "--email", "bob@example.com", "--data-dir", folder)
            #expect(nobody.exitCode == 1)
            #expect(nobody.complaints.contains("no such account"))
            for arguments in [[], ["--email", "ann@example.com", "--disable", "x"]] {
                let answer = try Calotype.run(["user", "token", "--data-dir", folder] + arguments)
                #expect(answer.exitCode == 2, "\(arguments)")
                #expect(answer.complaints.contains("--email or --disable"))
            }
            let elsewhere = try Calotype.run(
                "user", "token", "--email", "ann@example.com", "--data-dir", folder + "-typo")
            #expect(elsewhere.exitCode == 2)
            #expect(!FileManager.default.fileExists(atPath: folder + "-typo"))
        }
    }
}
