import Foundation
import ImageKit
import Pixels
import Testing

@Suite("The README is true")
struct ReadmeTests {
    @Test("its first upload, copied and pasted, works to the last line")
    func walk() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let walk = try #require(readme.firstMatch(of: /```bash\n((?s).*?)```/)).1

        let folder = try TemporaryFolder()
        let server = try RunningServer(dataFolder: folder)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("fixtures"), withDestinationPath: root.appending(path: "fixtures").path)
        let script = "set -e\n" + walk.replacing("http://localhost:8000", with: server.address)
        let walked = try run(["bash", "-c", script], in: folder.url)

        #expect(walked.exitCode == 0, "\(walked.output)\(walked.complaints)")
        let lines = walked.output.split(separator: "\n")
        let similar = try #require(lines.last)
        let names = similar.matches(of: /"filename": *"([^"]*)"/).map { String($0.1) }
        #expect(names == ["cat-brighter.jpg", "cat-cropped.webp"])
        #expect(walked.output.contains(/"taken_at": *"2025-10-15T14:30:00Z"/))
        #expect(walked.output.contains(/"gps_latitude": *59\.9139/))
        #expect(walked.output.contains(/"Model": *"Sample Camera 1"/))
        let hotpreview = try ImageFile(contentsOf: folder.path("hotpreview.jpg"))
        #expect(hotpreview.storedSize == PixelSize(width: 300, height: 200))
        let coldpreview = try ImageFile(contentsOf: folder.path("coldpreview.jpg"))
        #expect(coldpreview.storedSize == PixelSize(width: 640, height: 426))
    }
}
