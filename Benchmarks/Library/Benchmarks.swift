import Benchmark
import Corpora
import Library

// A page of a hundred photos of one owner, from the question to values that a surface can write, beside SQLite alone
// stepping through the same rows.

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Place.isQuick ? .once : .timed
    let libraries = PhotoLibraries()
    for (name, count) in Place.isQuick ? [("200", 200)] : [("1k", 1000), ("10k", 10_000)] {
        Benchmark("list_100_of_\(name)") { (benchmark: Benchmark, library: PhotoLibrary) in
            for number in benchmark.scaledIterations {
                blackHole(
                    try await library.library.photos.list(
                        of: PhotoLibrary.owner, offset: library.offset(number), limit: 100))
            }
        } setup: {
            try await libraries.library(photos: count)
        }
        Benchmark("list_100_of_\(name)_floor") { (benchmark: Benchmark, library: PhotoLibrary) in
            for number in benchmark.scaledIterations {
                blackHole(try library.bare.readPage(offset: library.offset(number)))
            }
        } setup: {
            try await libraries.library(photos: count)
        }
    }
    Benchmark.registerEndOfQuickRun()
}
