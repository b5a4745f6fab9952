import Foundation
import Swiftlet
import SwiftletONNX

/// Networks that the command line names by a file.
enum NetworkFile {
    /// Whether a name is a path to an ONNX file. No network of the catalogue is called so.
    static func isNamed(_ name: String) -> Bool { name.lowercased().hasSuffix(".onnx") }

    /// - Parameter size: Height and width of the input; by default the file's own.
    static func read(_ path: String, batch: Int, size: Int?) throws -> ONNXFile {
        try ONNXFile(contentsOf: path, batch: batch, size: size.map { Size(square: $0) })
    }

    /// The catalogue's network of a name; the error for a file of another kind says what can be read.
    static func catalogueEntry(_ name: String) throws -> CatalogueEntry {
        if name.contains("/") || name.contains("."), FileManager.default.fileExists(atPath: name) {
            throw CommandError(
                "\(Format.printable(name)): no ONNX file by its name; networks are read from files that end in .onnx, "
                    + "and others go by the names of 'swiftlet models'")
        }
        return try CatalogueEntry.named(name)
    }
}
