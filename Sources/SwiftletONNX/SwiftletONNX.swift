public import Swiftlet
@_exported import SwiftletONNXFormat

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// A product of its own, so that who reads no ONNX files builds no protocol buffers.

extension ONNXError: SwiftletError {}

extension ONNXFile {
    /// Reads the network of a file's URL.
    public init(contentsOf url: URL, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        guard let path = FilePath(url) else { throw ONNXError(file: "\(url)", reason: "is not the URL of a file") }
        try self.init(contentsOf: path, batch: batch, size: size)
    }
}
