import Foundation
import Swiftlet
import _SwiftletSystem

/// Graphviz' program `dot`, if it is installed.
enum Graphviz {
    /// The limit on a picture's bytes.
    private static let largest = 1 << 30

    /// Draws a text in Graphviz' language.
    static func svg(_ text: String) throws -> [UInt8] {
        guard let program else {
            throw CommandError(
                "--svg needs Graphviz, whose program 'dot' is not installed; without --svg the text for it is printed")
        }
        // Files instead of pipes, so that neither side must read while the other writes. They do not have names.
        let (input, output) = (try TemporaryFile(), try TemporaryFile())
        try input.handle.write(contentsOf: Data(text.utf8))
        try input.handle.seek(toOffset: 0)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-Tsvg"]
        process.standardInput = input.handle
        process.standardOutput = output.handle
        try process.run()
        let cleanUp = CleanUp.Program(process.processIdentifier)
        process.waitUntilExit()
        _ = consume cleanUp
        guard process.terminationStatus == 0 else {
            throw CommandError("Graphviz' program 'dot' failed with status \(process.terminationStatus)")
        }
        try output.handle.seek(toOffset: 0)
        return Array(try output.handle.read(upToCount: largest) ?? Data())
    }

    /// Only in a folder whose name is UTF-8: a process is started by text.
    private static var program: String? {
        Environment(ofProcess: ["PATH"]).programFolders.map { $0.appending("dot") }
            .first(where: Files.isExecutable).flatMap { String(validating: $0) }
    }

    /// A file that disappears when the last process closes it.
    private struct TemporaryFile {
        let handle: FileHandle

        init() throws {
            let folder = Environment(ofProcess: ["TMPDIR"])[path: "TMPDIR"] ?? "/tmp"
            var name = (folder.appending("swiftlet-XXXXXX").bytes + [0]).map { CChar(bitPattern: $0) }
            let descriptor = mkstemp(&name)
            guard descriptor >= 0 else {
                throw CommandError("\(folder.printable): no temporary file can be made: \(systemReason())")
            }
            unlink(name)
            handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
    }
}
