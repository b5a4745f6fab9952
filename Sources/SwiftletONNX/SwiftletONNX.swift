public import Swiftlet
@_exported import SwiftletONNXFormat

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// ONNX is a product of its own: packages that read no ONNX files then build no protocol buffers.

extension ONNXError: SwiftletError {}

extension ONNXFile {
    /// Reads the network in the file at a URL.
    public init(contentsOf url: URL, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        guard let path = FilePath(url) else { throw ONNXError(file: "\(url)", reason: "is not the URL of a file") }
        try self.init(contentsOf: path, batch: batch, size: size)
    }
}
