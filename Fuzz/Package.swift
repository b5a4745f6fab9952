// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets, apart from the main package so that it does not pay for them; `make fuzz` builds and runs them with
// `--sanitize fuzzer`, which instruments the modules under test too: libFuzzer is blind without. Each is one file, as
// `FuzzImage.swift`; add its name here and to `Tools/fuzz.sh`.
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
