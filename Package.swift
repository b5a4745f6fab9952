// swift-tools-version: 6.2
import PackageDescription

// Each kernel module compiles the source tree `Sources/Microkernels` for its own instruction set. `-Ounchecked` applies to debug
// builds too: kernels are only useful optimised. `-disable-cmo` keeps their bodies out of other modules, which are compiled for
// the baseline.
func kernelSettings(tileRows: Int, _ flags: [String] = [], defines: [String] = []) -> [SwiftSetting] {
    let clang = flags.flatMap { ["-Xcc", $0] }
    return defines.map { .define($0) } + [
        .define("SWIFTLET_TILE_ROWS_\(tileRows)"),
        .unsafeFlags(["-Ounchecked", "-wmo", "-num-threads", "2", "-disable-cmo"] + clang),
    ]
}

var kernelTargets: [Target] = [
    .target(
        name: "_SwiftletMicrokernelsBaseline", dependencies: ["_SwiftletMicrokernelInterface", "_CSwiftletIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 4))
]
#if arch(x86_64)
let avx512 = [
    "-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma", "-mprefer-vector-width=512",
]
kernelTargets += [
    .target(
        name: "_SwiftletMicrokernelsAVX2", dependencies: ["_SwiftletMicrokernelInterface", "_CSwiftletIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 6, ["-mavx2", "-mfma", "-mf16c"])),
    .target(
        name: "_SwiftletMicrokernelsAVX512", dependencies: ["_SwiftletMicrokernelInterface", "_CSwiftletIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 12, avx512)),
    // The same over maps of bfloat16.
    .target(
        name: "_SwiftletMicrokernelsAVX512BF16",
        dependencies: ["_SwiftletMicrokernelInterface", "_CSwiftletIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 12, avx512 + ["-mavx512bf16"], defines: ["SWIFTLET_BFLOAT16"])),
]
#endif

let package = Package(
    name: "swiftlet",
    platforms: [.macOS(.v26), .iOS(.v26)],
    products: [
        .library(name: "Swiftlet", targets: ["Swiftlet"]),
        // Apart, so that who reads no ONNX files builds neither its schema nor SwiftProtobuf.
        .library(name: "SwiftletONNX", targets: ["SwiftletONNX"]),
        .executable(name: "swiftlet", targets: ["SwiftletCommand"]),
    ],
    // What a minor version brings is looked at before it is taken; NOTICE lists the licences.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-collections", .upToNextMinor(from: "1.6.0")),
        .package(url: "https://github.com/apple/swift-protobuf", .upToNextMinor(from: "1.39.0"), traits: []),
        .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.1")),
        .package(url: "https://github.com/onevcat/Rainbow", .upToNextMinor(from: "4.2.2")),
        .package(url: "https://github.com/ordo-one/TextTable", .upToNextMinor(from: "0.0.2")),
    ],
    targets: [
        // The system's C library.
        .target(name: "_SwiftletLibC"),
        .target(name: "_CSwiftletCleanUp"),
        // Paths as bytes, and files by them.
        .target(
            name: "_SwiftletSystem",
            dependencies: [
                "_SwiftletLibC", "_CSwiftletCleanUp", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "SwiftletTensors", dependencies: [.product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "SwiftletGraphs",
            dependencies: ["SwiftletTensors", .product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "SwiftletModelZoo",
            dependencies: [
                "SwiftletGraphs", "SwiftletTensors", .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .target(
            name: "SwiftletFormats",
            dependencies: [
                "_SwiftletLibC", "_SwiftletSystem", "SwiftletTensors",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .target(
            name: "SwiftletONNXFormat",
            dependencies: [
                "_SwiftletSystem", "SwiftletFormats", "SwiftletGraphs", "SwiftletTensors",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        // The processor's instructions for SHA-256, which Swift cannot say.
        .target(name: "_CSwiftletSHA256"),
        .target(name: "SwiftletHub", dependencies: ["_SwiftletLibC", "_SwiftletSystem", "_CSwiftletSHA256"]),
        .systemLibrary(
            name: "_CSwiftletLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "_CSwiftletLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "_CSwiftletLibWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
        .target(
            name: "_CSwiftletImageCodecs",
            dependencies: ["_CSwiftletLibJPEG", "_CSwiftletLibPNG", "_CSwiftletLibWebP"],
            linkerSettings: [.linkedLibrary("z")]),
        .target(
            name: "SwiftletImaging",
            dependencies: ["_SwiftletLibC", "_SwiftletSystem", "_CSwiftletIntrinsics", "_CSwiftletImageCodecs"]),
        .target(name: "_CSwiftletIntrinsics"),
        .target(name: "_CSwiftletSystem"),
        .target(name: "_SwiftletMicrokernelInterface"),
    ] + kernelTargets + [
        .target(
            name: "SwiftletEngine",
            dependencies: [
                "SwiftletGraphs", "SwiftletTensors", "_SwiftletLibC", "_CSwiftletIntrinsics", "_CSwiftletSystem",
                "_SwiftletMicrokernelInterface",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ] + kernelTargets.map { .init(stringLiteral: $0.name) }),
        .target(name: "_CSwiftletEmbeddedWeights", exclude: ["Resources"]),
        .target(
            name: "SwiftletModel",
            dependencies: [
                "_SwiftletLibC", "_SwiftletSystem", "SwiftletGraphs", "SwiftletTensors", "SwiftletModelZoo",
                "SwiftletFormats", "SwiftletImaging", "SwiftletEngine", "SwiftletHub", "_CSwiftletEmbeddedWeights",
            ]),
        .target(name: "SwiftletReports", dependencies: ["_SwiftletLibC"]),
        .target(
            name: "SwiftletAnalysis",
            dependencies: [
                "SwiftletGraphs", "SwiftletTensors", "SwiftletModelZoo", "SwiftletEngine", "SwiftletModel",
                "SwiftletReports", "_SwiftletLibC", "_SwiftletMicrokernelInterface",
            ]),
        .target(
            name: "Swiftlet",
            dependencies: [
                "SwiftletAnalysis", "SwiftletModel", "SwiftletReports", "SwiftletModelZoo", "SwiftletEngine",
                "SwiftletFormats", "SwiftletImaging", "SwiftletHub", "SwiftletGraphs", "SwiftletTensors",
                "_SwiftletSystem", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "SwiftletONNX", dependencies: ["SwiftletONNXFormat", "Swiftlet"]),
        .executableTarget(
            name: "SwiftletCommand",
            dependencies: [
                "Swiftlet", "SwiftletONNX", "_SwiftletSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Rainbow", package: "Rainbow"),
                .product(name: "TextTable", package: "TextTable"),
            ]),

        // The examples, behind no product: `make test-examples` builds and runs them, the tests have the budget.
        .executableTarget(name: "ExampleClassify", dependencies: ["Swiftlet"], path: "Examples/Classify"),
        .executableTarget(name: "ExampleSimilarity", dependencies: ["Swiftlet"], path: "Examples/Similarity"),
        .executableTarget(name: "ExampleNetwork", dependencies: ["Swiftlet"], path: "Examples/Network"),
        .testTarget(name: "ExampleBudgetTests", dependencies: ["Swiftlet"], path: "Examples/Budget"),

        // The scalar executor of the IR and the oracle weights: the yardstick of every engine path.
        .target(
            name: "ReferenceExecutor", dependencies: ["SwiftletGraphs", "SwiftletTensors"],
            path: "Tests/ReferenceExecutor"),
        // What many tests need: temporary folders, the files of this repository, a PNG that lies.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "SystemTests", dependencies: ["_SwiftletSystem", "SwiftletTensors", "TestSupport"]),
        .testTarget(name: "TensorsTests", dependencies: ["SwiftletTensors"]),
        .testTarget(name: "GraphsTests", dependencies: ["SwiftletGraphs", "ReferenceExecutor"]),
        .testTarget(
            name: "ModelZooTests", dependencies: ["SwiftletModelZoo", "ReferenceExecutor", "TestSupport"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "FormatsTests",
            dependencies: ["SwiftletFormats", "SwiftletTensors", "_SwiftletSystem", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ONNXTests",
            dependencies: [
                "_SwiftletSystem", "SwiftletONNXFormat", "SwiftletFormats", "SwiftletEngine", "ReferenceExecutor",
            ],
            resources: [.copy("Fixtures")]),
        // A web server that misbehaves as it is told.
        .target(name: "TestServer", path: "Tests/TestServer"),
        .testTarget(
            name: "HubTests",
            dependencies: ["_SwiftletSystem", "SwiftletHub", "SwiftletTensors", "TestServer", "TestSupport"]),
        .testTarget(
            name: "ImagingTests",
            dependencies: ["_SwiftletSystem", "SwiftletImaging", "SwiftletTensors", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "SwiftletEngine", "SwiftletModelZoo", "SwiftletTensors", "ReferenceExecutor", "AllocationCounter",
            ]),
        .testTarget(
            name: "MicrokernelTests", dependencies: ["SwiftletEngine", "_SwiftletMicrokernelInterface"]),
        .testTarget(
            name: "ModelTests", dependencies: ["Swiftlet", "ReferenceExecutor", "TestSupport"],
            resources: [.copy("Fixtures")]),
        // What charts are held to, in every module that draws them.
        .target(name: "ChartChecks", dependencies: ["SwiftletReports"], path: "Tests/ChartChecks"),
        .testTarget(name: "ReportsTests", dependencies: ["SwiftletReports", "ChartChecks"]),
        .testTarget(
            name: "AnalysisTests", dependencies: ["Swiftlet", "ChartChecks", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "SwiftletTests", dependencies: ["Swiftlet", "SwiftletONNX", "TestSupport"]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "_SwiftletSystem", "Swiftlet", "SwiftletCommand", "ReferenceExecutor", "TestServer", "TestSupport",
            ]),
    ]
)
