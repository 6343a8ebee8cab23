import Foundation
import Testing

@Suite("The picture in docs/architecture.md is true")
struct ArchitectureTests {
    let architecture: Architecture

    init() throws { architecture = try Architecture() }

    @Test("every folder of sources is a room in the table, and the other way round")
    func everyRoomIsListed() throws {
        let listed = Set(architecture.rooms.map(\.folder))
        let sources = Architecture.root.appending(path: "Sources")
        let onDisk = try FileManager.default.contentsOfDirectory(atPath: sources.path)
            .flatMap { name -> [String] in
                guard name == "Surfaces" else { return ["Sources/\(name)"] }
                return try FileManager.default
                    .contentsOfDirectory(atPath: sources.appending(path: name).path).map { "Sources/Surfaces/\($0)" }
            }
        #expect(listed == Set(onDisk))
    }

    @Test("a room imports what the table lets it, and the toolchain's modules")
    func importsAreAllowed() throws {
        let toolchain: Set = [
            "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "Swift", "_Concurrency",
        ]
        for room in architecture.rooms {
            let allowed = room.ours.union(room.others).union(toolchain)
            let strangers = try ImportLine.all(under: room.folder).filter { !allowed.contains($0.module) }
            #expect(strangers.isEmpty, "\(room.name) may not import these: \(strangers)")
        }
    }

    @Test("what the table lets a room import, it does import")
    func nothingIsAllowedInVain() throws {
        for room in architecture.rooms where !room.name.hasPrefix("C") {
            let imported = Set(try ImportLine.all(under: room.folder).map(\.module))
            let idle = room.ours.union(room.others).subtracting(imported)
            #expect(idle.isEmpty, "\(room.name) does not import \(idle.sorted())")
        }
    }

    @Test("the package's target edges are the table's arrows")
    func edgesAreTheArrows() throws {
        let targets = try PackageDescription.read().targets.filter { $0.path.hasPrefix("Sources/") }
        #expect(Set(targets.map(\.name)) == Set(architecture.rooms.map(\.name)))
        for target in targets {
            let room = try #require(architecture.rooms.first { $0.name == target.name })
            #expect(target.path == room.folder)
            #expect(Set(target.targetDependencies ?? []) == room.ours, "edges of \(target.name)")
            #expect(Set(target.productDependencies ?? []) == room.others, "products of \(target.name)")
        }
    }
}
