import Foundation
import Testing

@Suite("Durable means durable: a SIGKILL can't show a missing sync, so the system calls are counted")
struct SyncOrderTests {
    @Test("each blob is synced, renamed and its folder synced, then the database is, and only then comes the answer")
    func syncsInOrder() async throws {
        let folder = try TemporaryFolder()
        let trace = folder.path("trace")
        // -D keeps the server our own child, so that SIGTERM reaches it and not strace.
        let server = try RunningServer(
            dataFolder: folder,
            wrapper: [
                "strace", "-D", "-f", "-y", "-s", "16", "-o", trace,
                "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg",
            ])
        let client = try await Client("ann", at: server.address)
        let picture = try Picture.jpeg(seed: 7)
        let before = try String(contentsOfFile: trace, encoding: .utf8).utf8.count
        #expect(try await client.upload(picture, as: "one.jpg").status == 201)
        #expect(server.terminate() == 0)

        let whole = try String(contentsOfFile: trace, encoding: .utf8)
        let calls = Trace(String(decoding: whole.utf8.dropFirst(before), as: UTF8.self))
        let answer = try #require(calls.first { $0.contains("HTTP/1.1 201") }, "the answer is in the trace")

        let renames = calls.indices.filter { calls[$0].contains("rename") && calls[$0].contains("/incoming/") }
        #expect(renames.count == 3, "the file, its hotpreview and its coldpreview")
        var lastFolderSync = 0
        for rename in renames {
            let call = calls[rename]
            let source = try #require(call.firstMatch(of: /"([^"]*\/incoming\/[^"]*)"/)).1
            let target = try #require(call.matches(of: /"([^"]*)"/).last).1
            let home = target.prefix(upTo: try #require(target.lastIndex(of: "/")))
            let fileSync = try #require(calls.first { $0.isSync(of: source) }, "\(source) is synced")
            #expect(fileSync < rename, "\(source) is synced before it gets its name")
            let folderSync = try #require(
                calls.first(after: rename) { $0.isSync(of: home) }, "\(home) is synced after the rename")
            lastFolderSync = max(lastFolderSync, folderSync)
        }
        let databaseSync = try #require(
            calls.first(after: lastFolderSync) { $0.isSync && $0.contains("calotype.sqlite-wal>") },
            "the database is synced after the blobs")
        #expect(databaseSync < answer, "the answer comes last")
    }
}

/// System calls in the order in which they returned. strace cuts a call in two where another thread's comes between;
/// the halves are joined here.
private struct Trace {
    struct Call {
        let text: String
        var isSync: Bool { text.contains("fsync(") || text.contains("fdatasync(") }
        func isSync(of path: some StringProtocol) -> Bool { isSync && text.contains("<\(path)>") }
        func contains(_ other: String) -> Bool { text.contains(other) }
    }

    private let calls: [Call]

    init(_ text: String) {
        var unfinished: [Substring: String] = [:]
        var calls: [Call] = []
        for line in text.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            let thread = line[..<space]
            let rest = line[space...].drop { $0 == " " }
            if rest.hasSuffix("<unfinished ...>") {
                unfinished[thread] = String(rest.dropLast("<unfinished ...>".count))
            } else if rest.hasPrefix("<..."), let end = rest.range(of: "resumed>") {
                calls.append(Call(text: (unfinished.removeValue(forKey: thread) ?? "") + rest[end.upperBound...]))
            } else {
                calls.append(Call(text: String(rest)))
            }
        }
        self.calls = calls
    }

    var indices: Range<Int> { calls.indices }
    subscript(index: Int) -> String { calls[index].text }
    func first(where matches: (Call) -> Bool) -> Int? { calls.firstIndex(where: matches) }
    func first(after index: Int, where matches: (Call) -> Bool) -> Int? {
        calls[(index + 1)...].firstIndex(where: matches)
    }
}
