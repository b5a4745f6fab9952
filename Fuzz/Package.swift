// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets, in a package of their own so that the main package does not build them. `make fuzz` builds and runs them with
// `--sanitize fuzzer`, which also instruments the modules under test, as libFuzzer needs. Each target is one file, such as
// `FuzzImage.swift`. Add a new one's name here and to `Tools/fuzz.sh`.
let fuzzers = ["FuzzImage", "FuzzONNX", "FuzzPickle", "FuzzSafetensors"]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "swiftlet", path: "..")],
    targets: [.target(name: "FuzzDriver")]
        + fuzzers.map { name in
            .executableTarget(
                name: name,
                dependencies: [
                    "FuzzDriver", .product(name: "Swiftlet", package: "swiftlet"),
                    .product(name: "SwiftletONNX", package: "swiftlet"),
                ],
                swiftSettings: [.unsafeFlags(["-parse-as-library"])])
        }
)
