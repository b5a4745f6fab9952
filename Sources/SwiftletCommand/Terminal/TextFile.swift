import Swiftlet
import _SwiftletSystem

/// Reports, written whole or not at all.
enum TextFile {
    static func write(_ text: String, to path: FilePath) throws {
        let bytes = Array(text.utf8)
        try AtomicFile.write(to: path) { writer throws(FormatError) in
            try writer.write(bytes)
        }
    }
}
