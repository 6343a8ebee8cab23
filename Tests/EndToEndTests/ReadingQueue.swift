import Foundation
import Testing

/// A data folder whose uploads are read, and a ledger in it of what was completed: triggers in the database note every
/// commit that says so, whoever made it and whatever the rows say later.
struct ReadingQueue {
    let folder: TemporaryFolder

    init(in folder: TemporaryFolder) throws {
        self.folder = folder
        _ = try query(
            """
            CREATE TABLE ledger (word TEXT NOT NULL, subject TEXT NOT NULL);
            CREATE TRIGGER job_done AFTER UPDATE OF state ON job WHEN NEW.state = 'done'
                BEGIN INSERT INTO ledger VALUES ('done', NEW.subject); END;
            CREATE TRIGGER upload_read AFTER UPDATE OF status ON upload WHEN NEW.status = 'processed'
                BEGIN INSERT INTO ledger VALUES ('read', NEW.uuid); END;
            """)
    }

    /// How often each of these words stands in the ledger for each subject, most first.
    func counts(of word: String) throws -> [Int] {
        try query("SELECT count(*) FROM ledger WHERE word = '\(word)' GROUP BY subject ORDER BY 1 DESC")
    }

    /// The first column of what a statement gives, through another SQLite than the server's.
    func query(_ statements: String) throws -> [Int] {
        let script = """
            import json, sqlite3, sys
            with sqlite3.connect(sys.argv[1], timeout=30) as rows:
                if "SELECT" in sys.argv[2] and "TRIGGER" not in sys.argv[2]:
                    print(json.dumps([row[0] for row in rows.execute(sys.argv[2])]))
                else:
                    rows.executescript(sys.argv[2])
                    print("[]")
            """
        let answer = try run(["python3", "-c", script, folder.path("data/calotype.sqlite"), statements])
        try #require(answer.exitCode == 0, "\(answer.complaints)")
        return try JSONDecoder().decode([Int].self, from: Data(answer.output.utf8))
    }

    func uploadCount(_ status: String) throws -> Int {
        try query("SELECT count(*) FROM upload WHERE status = '\(status)'").first ?? 0
    }

    /// Waits, for two minutes at most, until so many uploads have been read.
    func waitUntilRead(_ count: Int) async throws {
        for _ in 0..<1200 {
            if try uploadCount("processed") >= count { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(try uploadCount("processed")) of \(count) have been read after two minutes")
    }
}

extension Client {
    /// One line of text, in bytes of their own for every number.
    func uploadLine(_ number: Int) async throws -> Answer {
        try await upload(Line.png(number), as: "\(number).png", field: "image_file", to: "/api/v1/core/uploads/")
    }
}

enum Line {
    static let text = "Mr. Whitfield, who repairs clocks, says that a good spring lasts for about eighty years."

    /// `fixtures/reading`'s line with a chunk behind its header that no decoder looks into.
    static func png(_ number: Int) throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "fixtures/reading/007-line-eng-150.png")
        let picture = Array(try Data(contentsOf: file))
        let content = Array("nuMb".utf8) + big(UInt32(number))
        // Eight bytes of signature, and IHDR with its 13.
        return picture[..<33] + big(4) + content + big(checksum(content)) + picture[33...]
    }

    private static func big(_ value: UInt32) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * $0) & 255) } }

    /// PNG's CRC-32.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
    }
}
