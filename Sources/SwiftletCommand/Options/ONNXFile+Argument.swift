import Swiftlet
import SwiftletONNX
import _SwiftletSystem

extension ONNXFile {
    /// Reads the network of the user's file.
    ///
    /// - Parameter size: The size of the input; the file's own by default.
    /// - Throws: `EngineError` if the system lacks the memory for the file, and `ONNXError` for an unreadable file.
    init(_ file: PathArgument, batch: Int, size: Size?) throws {
        // The file's bytes, the messages parsed from them, and the tensors made from these.
        let byteCount = Int(clamping: Files.size(file.path) ?? 0)
        try AvailableMemory.require(.saturatingProduct(byteCount, 3), by: file.text, for: "reading the file")
        try self.init(contentsOf: file.path, batch: batch, size: size)
    }
}
