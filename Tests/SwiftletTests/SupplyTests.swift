import Foundation
import Swiftlet
import TestSupport
import Testing

/// What the package says about itself, held to what it is.
@Suite struct SupplyTests {
    @Test func oneVersionEverywhere() throws {
        let changelog = try Repository.text("CHANGELOG.md")
        let newest = try #require(changelog.firstMatch(of: #/\n## (\d+\.\d+\.\d+)/#))
        #expect(String(newest.1) == swiftletVersion)
        #expect(try Repository.text("README.md").contains("from: \"\(swiftletVersion)\""))
    }

    @Test func theReadmeIsShort() throws {
        #expect(try Repository.lines("README.md").count <= 150)
    }

    /// A minor version at a time.
    @Test func dependenciesArePinned() throws {
        let packages = try Repository.lines("Package.swift").filter { $0.contains(".package(url:") }
        #expect(packages.count >= 5)
        for package in packages {
            #expect(package.contains(".upToNextMinor(from:") || package.contains("exact:"), "\(package)")
        }
    }

    /// NOTICE names every package and every system library, with its licence.
    @Test func noticeListsAllThatIsLinked() throws {
        let manifest = try Repository.text("Package.swift")
        let notice = try Repository.text("NOTICE").lowercased()
        for match in manifest.matches(of: #/\.package\(url: "([^"]+)"/#) {
            #expect(notice.contains(match.1.lowercased()), "\(match.1)")
        }
        let libraries = manifest.matches(of: #/pkgConfig: "lib([a-z]+)/#).map { String($0.1) }
        #expect(libraries.count >= 3)
        let names = ["jpeg": "libjpeg-turbo", "png": "libpng", "webpdemux": "libwebp", "gif": "giflib"]
        for library in libraries { #expect(notice.contains(try #require(names[library])), "\(library)") }
    }

    /// `swift build` names the packages that `make setup` installs.
    @Test func theHintsNameWhatSetupInstalls() throws {
        let manifest = try Repository.text("Package.swift")
        let setup = try Repository.text("Tools/setup.sh")
        func hints(_ provider: String) throws -> Set<String> {
            let pattern = "\\.\(provider)\\(\\[\"([^\"]+)\"\\]\\)"
            return Set(
                manifest.matches(of: try Regex(pattern, as: (Substring, Substring).self)).map { String($0.1) })
        }
        // `header:library:apt:brew`
        let rows = setup.matches(of: #/[\w/]+\.h:\w+:([\w-]+):([\w-]+)/#)
        #expect(rows.count >= 3)
        #expect(try hints("apt") == Set(rows.map { String($0.1) }))
        #expect(try hints("brew") == Set(rows.map { String($0.2) }))
        let readme = try Repository.text("README.md")
        for row in rows { #expect(readme.contains(row.1) && readme.contains(row.2)) }
    }

    /// What a package builds that depends on the product `Swiftlet` alone: no ONNX, no protocol buffers, no command.
    @Test func theLibraryBuildsNoProtocolBuffers() throws {
        let (targets, products) = try dumped()
        func closure(_ names: [String]) -> Set<String> {
            var seen: Set<String> = []
            var waiting = names
            while let name = waiting.popLast() {
                if seen.insert(name).inserted { waiting += targets[name] ?? [] }
            }
            return seen
        }
        let library = closure(try #require(products["Swiftlet"]))
        #expect(library.contains("SwiftletEngine") && library.contains("OrderedCollections"))
        for name in ["SwiftletONNXFormat", "SwiftletONNX", "SwiftProtobuf", "ArgumentParser", "TextTable", "Rainbow"] {
            #expect(!library.contains(name), "\(name)")
        }
        let onnx = closure(try #require(products["SwiftletONNX"]))
        #expect(onnx.isSuperset(of: ["SwiftletONNXFormat", "SwiftProtobuf", "Swiftlet"]))
        // SwiftPM refuses two packages with a module of one name.
        for name in products.values.flatMap(closure) where targets[name] != nil {
            #expect(name.contains("Swiftlet"), "\(name)")
        }
        // Every module can draw with the reports: they need only the C library.
        #expect(targets["SwiftletReports"] == ["_SwiftletLibC"])
        // And no product brings an example.
        #expect(products.values.allSatisfy { !closure($0).contains { $0.hasPrefix("Example") } })
    }

    /// The manifest's targets and products, each with the names of what it depends on.
    private func dumped() throws -> (targets: [String: [String]], products: [String: [String]]) {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let output = scratch.appending(path: "dump.json")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", Repository.folder.path, "--scratch-path", scratch.path,
            "dump-package",
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)

        struct Manifest: Decodable {
            struct Target: Decodable {
                let name: String
                let dependencies: [[String: [String?]]]
            }
            struct Product: Decodable {
                let name: String
                let targets: [String]
            }
            let targets: [Target]
            let products: [Product]
        }
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: output))
        return (
            Dictionary(
                uniqueKeysWithValues: manifest.targets.map { target in
                    // `{"byName": ["SwiftletTensors", null]}`, `{"product": ["SwiftProtobuf", "swift-protobuf", null, null]}`
                    (target.name, target.dependencies.flatMap { $0.values.compactMap { $0.first ?? nil } })
                }), Dictionary(uniqueKeysWithValues: manifest.products.map { ($0.name, $0.targets) })
        )
    }
}
