import Foundation

/// Graphviz' program `dot`, if it is installed.
enum Graphviz {
    /// The picture of a text in Graphviz' language.
    static func svg(_ text: String) throws -> Data {
        guard let program else {
            throw CommandError(
                "--svg needs Graphviz, whose program 'dot' is not installed; without --svg the text for it is printed")
        }
        // Files, not pipes: neither side has to read while the other writes.
        let folder = FileManager.default.temporaryDirectory.appending(path: "swiftlet-dot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "graph.dot"), folder.appending(path: "graph.svg"))
        try Data(text.utf8).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-Tsvg", "-o", output.path, input.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let picture = FileManager.default.contents(atPath: output.path) else {
            throw CommandError("Graphviz' program 'dot' failed with status \(process.terminationStatus)")
        }
        return picture
    }

    private static var program: String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/dot" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
