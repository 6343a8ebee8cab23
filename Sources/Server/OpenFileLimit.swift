import Glibc

/// How many files this process may have open at a time. Each connection is one.
enum OpenFileLimit {
    /// What the rest of the process is content with: rows, blobs, readers' pipes.
    static let reserve = 256

    /// Raises the limit as far as the system lets it be raised, since many begin with 1,024, and gives what it is then.
    static func raise() -> Int {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return 1024 }
        var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        if setrlimit(files, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}
