// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets, apart from the main package so that it does not pay for them:
//
//     swift build -c release --package-path Fuzz --sanitize fuzzer --product FuzzImage
//     mkdir -p found && Fuzz/.build/release/FuzzImage -max_total_time=60 -rss_limit_mb=2048 found Fuzz/Corpus/image
//
// `--sanitize fuzzer` instruments the modules under test too: libFuzzer is blind without. What it finds, it adds to
// the first folder. A target is one file, as `FuzzImage.swift`; add its name to the table and to `Tools/fuzz.sh`, which
// builds and runs them all.
let fuzzers = [
    "FuzzImage", "FuzzSafetensors", "FuzzPickle",
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "swiftlet", path: "..")],
    targets: fuzzers.map { name in
        .executableTarget(
            name: name, dependencies: [.product(name: "Swiftlet", package: "swiftlet")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    }
)
