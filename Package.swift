// swift-tools-version: 6.2
import PackageDescription

// Each kernel module compiles the one source tree `Sources/Microkernels` for its own instruction set. `-Ounchecked`
// also in debug builds: kernels are only ever useful optimised. `-disable-cmo` keeps their bodies out of other modules,
// which are compiled for the baseline.
func kernelSettings(tileRows: Int, _ flags: [String] = [], defines: [String] = []) -> [SwiftSetting] {
    let clang = flags.flatMap { ["-Xcc", $0] }
    return defines.map { .define($0) } + [
        .define("SWIFTLET_TILE_ROWS_\(tileRows)"),
        .unsafeFlags(["-Ounchecked", "-wmo", "-num-threads", "2", "-disable-cmo"] + clang),
    ]
}

var kernelTargets: [Target] = [
    .target(
        name: "_MicrokernelsBaseline", dependencies: ["_MicrokernelInterface", "_CIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 4))
]
#if arch(x86_64)
let avx512 = [
    "-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma", "-mprefer-vector-width=512",
]
kernelTargets += [
    .target(
        name: "_MicrokernelsAVX2", dependencies: ["_MicrokernelInterface", "_CIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 6, ["-mavx2", "-mfma", "-mf16c"])),
    .target(
        name: "_MicrokernelsAVX512", dependencies: ["_MicrokernelInterface", "_CIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 12, avx512)),
    // The same over maps of bfloat16.
    .target(
        name: "_MicrokernelsAVX512BF16", dependencies: ["_MicrokernelInterface", "_CIntrinsics"],
        swiftSettings: kernelSettings(tileRows: 12, avx512 + ["-mavx512bf16"], defines: ["SWIFTLET_BFLOAT16"])),
]
#endif

let package = Package(
    name: "swiftlet",
    platforms: [.macOS(.v26)],
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
        // Paths as bytes, and files by them.
        .target(name: "_CleanUp"),
        .target(name: "_System", dependencies: ["_CleanUp", .product(name: "SystemPackage", package: "swift-system")]),
        .target(
            name: "Tensors", dependencies: [.product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "Graphs",
            dependencies: ["Tensors", .product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "ModelZoo",
            dependencies: ["Graphs", "Tensors", .product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "Formats",
            dependencies: ["_System", "Tensors", .product(name: "OrderedCollections", package: "swift-collections")]),
        .target(
            name: "ONNX",
            dependencies: [
                "_System", "Formats", "Graphs", "Tensors", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        // The processor's instructions for SHA-256, which Swift cannot say.
        .target(name: "_CSHA256"),
        .target(name: "Hub", dependencies: ["_System", "_CSHA256"]),
        .systemLibrary(
            name: "_CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "_CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "_CLibWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
        .target(
            name: "_ImageCodecs", dependencies: ["_CLibJPEG", "_CLibPNG", "_CLibWebP"],
            linkerSettings: [.linkedLibrary("z")]),
        .target(name: "Imaging", dependencies: ["_System", "_CIntrinsics", "_ImageCodecs"]),
        .target(name: "_CIntrinsics"),
        .target(name: "_CSystem"),
        .target(name: "_MicrokernelInterface"),
    ] + kernelTargets + [
        .target(
            name: "Engine",
            dependencies: [
                "Graphs", "Tensors", "_CSystem", "_MicrokernelInterface",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ] + kernelTargets.map { .init(stringLiteral: $0.name) }),
        .target(name: "_EmbeddedWeights", exclude: ["Resources"]),
        .target(
            name: "Model",
            dependencies: [
                "_System", "Graphs", "Tensors", "ModelZoo", "Formats", "Imaging", "Engine", "Hub", "_EmbeddedWeights",
            ]),
        .target(
            name: "Analysis",
            dependencies: ["Graphs", "Tensors", "ModelZoo", "Engine", "Model", "_MicrokernelInterface"]),
        .target(
            name: "Swiftlet",
            dependencies: [
                "Analysis", "Model", "ModelZoo", "Engine", "Formats", "Imaging", "Hub", "Graphs", "Tensors",
                "_System", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "SwiftletONNX", dependencies: ["ONNX", "Swiftlet"]),
        .executableTarget(
            name: "SwiftletCommand",
            dependencies: [
                "Swiftlet", "SwiftletONNX", "_System",
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
        .target(name: "ReferenceExecutor", dependencies: ["Graphs", "Tensors"], path: "Tests/ReferenceExecutor"),
        .testTarget(name: "SystemTests", dependencies: ["_System"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .testTarget(name: "GraphsTests", dependencies: ["Graphs"]),
        .testTarget(name: "ModelZooTests", dependencies: ["ModelZoo", "ReferenceExecutor"], exclude: ["Fixtures"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "_System"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ONNXTests", dependencies: ["_System", "ONNX", "Formats", "Engine", "ReferenceExecutor"],
            resources: [.copy("Fixtures")]),
        // A web server that misbehaves as it is told.
        .target(name: "TestServer", path: "Tests/TestServer"),
        .testTarget(name: "HubTests", dependencies: ["_System", "Hub", "TestServer"]),
        .testTarget(name: "ImagingTests", dependencies: ["_System", "Imaging"], resources: [.copy("Fixtures")]),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(
            name: "EngineTests", dependencies: ["Engine", "ModelZoo", "ReferenceExecutor", "AllocationCounter"]),
        .testTarget(
            name: "MicrokernelTests", dependencies: ["Engine", "_MicrokernelInterface"]),
        .testTarget(
            name: "ModelTests", dependencies: ["Swiftlet", "ReferenceExecutor"], resources: [.copy("Fixtures")]),
        .testTarget(name: "AnalysisTests", dependencies: ["Swiftlet"], resources: [.copy("Fixtures")]),
        .testTarget(name: "SwiftletTests", dependencies: ["Swiftlet", "SwiftletONNX"]),
        .testTarget(
            name: "CommandTests",
            dependencies: ["_System", "Swiftlet", "SwiftletCommand", "ReferenceExecutor", "TestServer"]),
    ]
)
