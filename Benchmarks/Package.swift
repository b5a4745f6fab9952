// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the library does not pay for what measures it. `make bench-kernels` runs it.
let package = Package(
    name: "swiftlet-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "swiftlet", path: ".."),
        // Without its traits: they intercept malloc and the runtime, which is of no interest here.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Kernels",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Kernels",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
