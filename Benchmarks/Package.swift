// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever builds Calotype fetches no benchmark library. It sees the root package's
// library products and nothing else of it.

let pixels = Target.Dependency.product(name: "Pixels", package: "calotype")
let hashing = Target.Dependency.product(name: "Hashing", package: "calotype")
let imageKit = Target.Dependency.product(name: "ImageKit", package: "calotype")

/// A suite: an executable that ordo-one's plugin runs. `traits: []` below leaves jemalloc out.
func suite(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "\(name)Benchmarks",
        dependencies: dependencies + [
            "Corpora",
            .product(name: "Benchmark", package: "benchmark"),
            pixels,
        ],
        path: name,
        plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "calotype", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        .target(
            name: "Corpora",
            dependencies: [
                .product(name: "SwiftCSV", package: "SwiftCSV"),
                .product(name: "Benchmark", package: "benchmark"),
                hashing,
                pixels,
            ],
            path: "Corpora",
            swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]),
        .executableTarget(name: "make-corpora", dependencies: ["Corpora", imageKit, pixels], path: "MakeCorpora"),
        .executableTarget(name: "preview-memory", dependencies: [imageKit, pixels], path: "PreviewMemory"),
        .systemLibrary(name: "CFloor", path: "CFloor"),
        .target(name: "Floors", dependencies: ["CFloor"], path: "Floors"),
        .executableTarget(name: "pixel-times", dependencies: [imageKit, hashing, "Floors"], path: "PixelTimes"),
        .executableTarget(name: "hash-paths", dependencies: [imageKit, hashing, pixels], path: "HashPaths"),
        suite("Hashing", [hashing]),
        suite("ImageKit", [imageKit, "Floors"]),
        suite("Library", [.product(name: "Library", package: "calotype"), "CFloor"]),
    ],
    swiftLanguageModes: [.v6]
)
