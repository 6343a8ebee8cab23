import Foundation
import Glibc
import Store

// Which process holds a lease, and whether it still lives (Linux: proc(5)).
extension JobHolder {
    /// This process.
    static let current: JobHolder = {
        let number = getpid()
        return JobHolder(
            host: "\(hostName) \(processSpace)", boot: bootID, process: number,
            processStart: start(ofProcess: number) ?? 0)
    }()

    /// Whether this process can tell that the holder is dead. A holder elsewhere, or before a restart of the machine,
    /// it can't judge: that lease runs out by itself.
    var isKnownDead: Bool {
        let current = Self.current
        guard host == current.host, boot == current.boot, processStart != 0 else { return false }
        guard let start = Self.start(ofProcess: process) else {
            // No zombie either, and not only hidden from us: then there is none.
            return kill(process, 0) != 0 && errno == ESRCH
        }
        // The number may be used again, but not the start.
        return start != processStart
    }

    // Not ProcessInfo's, which asks the resolver.
    private static let hostName: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    private static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"

    /// Process numbers mean the same only within one of these: two containers on a machine may share all else.
    private static let processSpace =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "pid:?"

    /// When a process began, in clock ticks since the machine did: field 22 of its `stat`, or -1 for a zombie, which
    /// is dead. Nil where that can't be read.
    private static func start(ofProcess number: Int32) -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            // The second field is the program's name in parentheses, with whatever it likes between them.
            let nameEnd = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        return fields[0] == "Z" || fields[0] == "X" ? -1 : Int64(fields[19])
    }
}
