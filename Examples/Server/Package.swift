// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because a server needs more than Swiftlet. Outside this repository it would depend on Swiftlet by its
// address, as in the README.
let package = Package(
    name: "swiftlet-server-example",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "swiftlet", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
    ],
    targets: [
        .executableTarget(
            name: "Server",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Sources")
    ]
)
