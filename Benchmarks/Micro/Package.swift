// swift-tools-version: 6.2
import PackageDescription

// The search kernels one by one, by google/swift-benchmark, and search-table, which scripts/bench-peers runs beside other
// libraries, and search-claims, which holds what is said of the rest. A package of its own, since two packages whose products are both called Benchmark don't go into one.

let package = Package(
    name: "Micro",
    dependencies: [
        .package(name: "calotype", path: "../.."),
        .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
    ],
    targets: [
        .executableTarget(
            name: "micro",
            dependencies: [
                .product(name: "Benchmark", package: "swift-benchmark"),
                .product(name: "Hashing", package: "calotype"),
            ],
            path: "Micro",
            // The library's suites are closures that Swift 6 calls unsafe.
            swiftSettings: [.swiftLanguageMode(.v5)]),
        .executableTarget(
            name: "search-table", dependencies: [.product(name: "Hashing", package: "calotype")], path: "SearchTable"),
        .executableTarget(
            name: "search-claims", dependencies: [.product(name: "Hashing", package: "calotype")], path: "SearchClaims"),
    ],
    swiftLanguageModes: [.v6]
)
