import Swiftlet
import SwiftletONNX
import _SwiftletSystem

extension ONNXFile {
    /// Reads the network of a file that a user named.
    ///
    /// - Parameter size: The size of the input; the file's own unless given.
    /// - Throws: `EngineError` if the system has no memory for the file, and `ONNXError` for a file that cannot be read.
    init(_ file: PathArgument, batch: Int, size: Size?) throws {
        // The file's bytes, the messages made of them, and the tensors made of these.
        let byteCount = Int(clamping: Files.size(file.path) ?? 0)
        try AvailableMemory.require(.saturatingProduct(byteCount, 3), by: file.text, for: "reading the file")
        try self.init(contentsOf: file.path, batch: batch, size: size)
    }
}
