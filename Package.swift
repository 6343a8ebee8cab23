// swift-tools-version: 6.2
import PackageDescription

// One target a room. What a room may import is what stands in its `dependencies`; the reasons are in
// docs/architecture.md, and ArchitectureTests holds the two together.

/// What several targets take of other packages.
extension Target.Dependency {
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
}

/// A documented API: what each of them may import.
func surface(_ name: String, and others: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: ["Gateway", "Library", "Identity", .httpTypes] + others,
        path: "Sources/Surfaces/\(name)")
}

let package = Package(
    name: "calotype",
    products: [
        .executable(name: "calotype", targets: ["calotype"]),
        // Libraries for Benchmarks/, which sees products only.
        .library(name: "Pixels", targets: ["Pixels"]),
        .library(name: "ImageKit", targets: ["ImageKit"]),
        .library(name: "Hashing", targets: ["Hashing"]),
        .library(name: "Library", targets: ["Library"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["Logging"]),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/apple/swift-atomics", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        // C: the codecs and the little that Swift cannot say itself.
        .systemLibrary(name: "CImageKit"),
        .systemLibrary(name: "CArgon2"),
        .target(name: "CImageShims", dependencies: ["CImageKit"]),
        .target(name: "CHamming"),
        .systemLibrary(name: "CMagic"),

        // Values that several rooms name.
        .target(name: "Identity"),
        .target(name: "Pixels"),

        // The performance core.
        .target(name: "ImageKit", dependencies: ["Pixels", "CImageKit", "CImageShims"]),
        .target(
            name: "Hashing",
            dependencies: [
                "Pixels", "CHamming", .product(name: "RealModule", package: "swift-numerics"),
                .product(name: "Atomics", package: "swift-atomics"),
            ]),

        // Programs of the system's, started and ended.
        .target(name: "Processes", dependencies: ["CImageShims"]),

        .target(name: "TextRecognition", dependencies: ["Pixels", "Processes", "CImageKit", "CImageShims"]),
        .target(name: "Documents", dependencies: ["Pixels", "Processes", "CMagic"]),

        // Pixels and models to words.
        .target(name: "Vision", dependencies: ["Pixels", .asyncHTTPClient, .nioCore, .nioHTTP1]),

        // What is kept, and the rules.
        .target(name: "Passwords", dependencies: ["CArgon2"]),
        .target(name: "Store", dependencies: [.grdb, .product(name: "GRDBSQLite", package: "GRDB.swift")]),
        .target(name: "Blobs", dependencies: [.crypto, .asyncHTTPClient, .nioCore, .nioHTTP1]),
        .target(
            name: "Library",
            dependencies: [
                "Identity", "Pixels", "ImageKit", "Hashing", "TextRecognition", "Documents", "Vision", "Passwords",
                "Store", "Blobs", .product(name: "JWTKit", package: "jwt-kit"), .crypto, .logging,
            ]),

        // HTTP.
        .target(
            name: "Gateway",
            dependencies: [
                "Identity", .hummingbird, .hummingbirdCore, .crypto, .httpTypes, .logging, .nioCore,
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"), .nioHTTP1,
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ]),
        surface("ImaLink"),
        surface("ImagineAI"),
        surface("PocketMusec", and: .logging),
        surface("TextExtraction"),
        surface("MLFramework"),
        .target(
            name: "Server",
            dependencies: [
                "ImaLink", "ImagineAI", "MLFramework", "PocketMusec", "TextExtraction", "Gateway", "Library",
                "Identity", .hummingbird, .hummingbirdCore, .product(name: "HummingbirdTLS", package: "hummingbird"),
                .httpTypes, .logging, .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .executableTarget(
            name: "calotype",
            dependencies: [
                "Server", "Library", "Blobs", "ImageKit", "Hashing", "TextRecognition", "Vision", "Pixels", "Identity",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            // Visible to the libraries that it loads: CImageShims has them in libgomp's place, and says why.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "GOMP_parallel", "GOMP_parallel_sections", "GOMP_sections_next", "GOMP_sections_end_nowait",
                        "omp_get_num_threads", "omp_get_thread_num",
                    ].flatMap { ["-Xlinker", "--export-dynamic-symbol=\($0)"] }, .when(platforms: [.linux]))
            ]),

        // Tests go through a room's public face.
        // What the surfaces' tests have in common: a server, a client, an answer.
        .target(
            name: "SurfaceTesting",
            dependencies: [
                "Server", "Library", "Gateway", "Identity", "Passwords", .hummingbird, .hummingbirdTesting, .httpTypes,
                .logging, .nioCore,
            ], path: "Tests/SurfaceTesting"),
        .testTarget(name: "ArchitectureTests"),
        .testTarget(name: "ImageKitTests", dependencies: ["ImageKit", "Pixels"]),
        .testTarget(name: "HashingTests", dependencies: ["Hashing", "Pixels"]),
        .testTarget(name: "TextRecognitionTests", dependencies: ["TextRecognition", "ImageKit", "Pixels", "calotype"]),
        .testTarget(
            name: "VisionTests",
            dependencies: [
                "SurfaceTesting", "Vision", "ImageKit", "Pixels", .hummingbird, .httpTypes, .logging, .nioCore,
            ]),
        // A real S3 implementation, started and stopped by the tests.
        .target(
            name: "S3Testing", dependencies: ["Blobs", .asyncHTTPClient, .nioCore, .nioHTTP1], path: "Tests/S3Testing",
            exclude: ["moto-server.py"]),
        .testTarget(
            name: "BlobsTests",
            dependencies: [
                "S3Testing", "SurfaceTesting", "Blobs", .asyncHTTPClient, .nioCore, .nioHTTP1, .hummingbird,
                .httpTypes,
            ]),
        .testTarget(
            name: "LibraryTests",
            dependencies: [
                "S3Testing", "Library", "Store", "Blobs", "Hashing", "Passwords", "Identity", .asyncHTTPClient,
                .nioCore, .nioHTTP1, .crypto, .grdb,
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "SurfaceTesting", "Gateway", "Identity", .hummingbird, .hummingbirdTesting, .httpTypes, .logging,
                .nioCore,
            ]),
        .testTarget(
            name: "ImaLinkTests",
            dependencies: [
                "SurfaceTesting", "Server", "Library", "Gateway", "ImaLink", "Identity", "ImageKit", "Pixels",
                .httpTypes,
            ]),
        .testTarget(
            name: "ImagineAITests",
            dependencies: [
                "S3Testing", "SurfaceTesting", "Server", "Library", "Gateway", "ImagineAI", "Identity", "Vision",
                .hummingbird, .httpTypes, .nioCore,
            ]),
        .testTarget(
            name: "PocketMusecTests",
            dependencies: [
                "SurfaceTesting", "Server", "Library", "Gateway", "Identity", "PocketMusec", "Vision", "Pixels",
                "ImageKit", .httpTypes, .hummingbird,
            ]),
        .testTarget(
            name: "TextExtractionTests",
            dependencies: [
                "SurfaceTesting", "Server", "Library", "Gateway", "Identity", "TextExtraction", "TextRecognition",
                "calotype", .httpTypes,
            ]),
        .testTarget(
            name: "MLFrameworkTests",
            dependencies: [
                "SurfaceTesting", "Server", "Library", "Gateway", "Identity", "MLFramework", "TextRecognition",
                "Vision", "calotype", .httpTypes, .hummingbird, .logging, .nioCore,
            ]),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "Pixels"]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "calotype", "Gateway", "Library", "Identity", .asyncHTTPClient, .httpTypes, .hummingbird,
                .hummingbirdTesting, .logging,
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "S3Testing", "calotype", "ImageKit", "Pixels", .asyncHTTPClient, .nioCore, .nioHTTP1,
            ]),
        .testTarget(name: "CommandLineTests", dependencies: ["calotype", "ImageKit", "Pixels"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
