import Identity
import Synchronization

/// Counts the WebSockets that each account has open on each route that limits them.
final class SocketCounter: Sendable {
    private struct Slot: Hashable {
        let path: PathPattern
        let surface: Surface?
        let account: Int64
    }

    private let open = Mutex<[Slot: Int]>([:])

    /// One more of the account's sockets on a route, for as long as somebody holds the lease. nil: it has `limit` of them.
    func lease(_ route: MountedRoute, account: Int64, limit: Int) -> SocketLease? {
        // The same route under its surface's prefix is not another one.
        let slot = Slot(path: route.route.path, surface: route.dialect?.surface, account: account)
        let isAllowed = open.withLock { open in
            guard open[slot, default: 0] < limit else { return false }
            open[slot, default: 0] += 1
            return true
        }
        return isAllowed ? SocketLease { [weak self] in self?.release(slot) } : nil
    }

    private func release(_ slot: Slot) {
        open.withLock { open in
            let left = (open[slot] ?? 1) - 1
            open[slot] = left > 0 ? left : nil
        }
    }
}

/// A place among an account's open WebSockets, given back once: when its socket says goodbye, at the latest when nobody
/// holds it any more, since a client may be gone before its socket was opened.
final class SocketLease: Sendable {
    private let release: Mutex<(@Sendable () -> Void)?>

    fileprivate init(_ release: @escaping @Sendable () -> Void) { self.release = Mutex(release) }
    deinit { giveBack() }

    func giveBack() { release.withLock { $0.take() }?() }
}
