import Dispatch
import Synchronization

/// Transforms every item on all cores and gives the results in the items' order. Blocks until all are done; meant for
/// a command's own thread, never for Swift's cooperative pool.
func concurrentMap<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ transform: @Sendable (Item) -> Result
) -> [Result] {
    let results = Mutex([Int: Result](minimumCapacity: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
        let result = transform(items[index])
        results.withLock { $0[index] = result }
    }
    return results.withLock { results in items.indices.compactMap { results[$0] } }
}
