import Swiftlet
import SwiftletONNX
import _SwiftletSystem

/// Networks that the command line names by a file.
enum NetworkFile {
    /// Whether a name is a path to an ONNX file. No network of the catalogue is called so.
    static func isNamed(_ name: PathArgument) -> Bool { name.path.ends(inLetters: ".onnx") }

    /// - Parameter size: Of the input; by default the file's own.
    static func read(_ file: PathArgument, batch: Int, size: Size?) throws -> ONNXFile {
        // The file's bytes, the messages made of them, and the tensors made of these.
        let byteCount = Int(clamping: Files.size(file.path) ?? 0)
        try AvailableMemory.require(.saturatingProduct(byteCount, 3), by: file.text, for: "reading the file")
        return try ONNXFile(contentsOf: file.path, batch: batch, size: size)
    }

    /// The catalogue's network of a name; the error for a file of another kind says what can be read.
    static func catalogueEntry(_ name: PathArgument) throws -> CatalogueEntry {
        if name.text.contains("/") || name.text.contains("."), Files.exists(name.path) {
            throw CommandError(
                "\(name.text): no ONNX file by its name; networks are read from files that end in .onnx, "
                    + "and others go by the names of 'swiftlet models'")
        }
        return try CatalogueEntry.named(name.text)
    }
}
