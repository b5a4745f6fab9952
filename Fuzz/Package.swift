// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets, apart from the main package so that it does not pay for them:
//
//     swift build -c release --package-path Fuzz --product FuzzImage
//     Fuzz/.build/release/FuzzImage -max_total_time=60 -rss_limit_mb=2048 /tmp/found Fuzz/Corpus/image
//
// A target is one file that defines LLVMFuzzerTestOneInput; add its name and the module that it tests to the table.
let fuzzers = [
    "FuzzImage"
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "swiftlet", path: "..")],
    targets: fuzzers.map { name in
        .executableTarget(
            name: name, dependencies: [.product(name: "Swiftlet", package: "swiftlet")],
            swiftSettings: [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    }
)
