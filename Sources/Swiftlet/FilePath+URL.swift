import Formats
import Imaging
import Model
import ONNX
import Tensors
import _System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FilePath {
    /// The path of a file's URL, byte for byte; nil for other URLs, and for one with a NUL in it.
    public init?(_ url: URL) {
        guard url.isFileURL else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(url.absoluteURL.path(percentEncoded: true).utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let digits = String(validating: rest.prefix(2), as: UTF8.self),
                rest.count >= 2, let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        self.init(bytes: bytes)
    }
}

extension Image {
    /// Reads and decodes a picture of a file's URL.
    public static func decode(contentsOf url: URL, options: DecodingOptions = .init()) throws(ImageError) -> Image {
        guard let path = FilePath(url) else { throw ImageError(name: "\(url)", reason: "is not the URL of a file") }
        return try decode(contentsOf: path, options: options)
    }
}

extension Model {
    /// The most probable classes of the picture of a file's URL, the most probable first.
    public func classify(contentsOf url: URL, top: Int = 5) throws(ModelError) -> [Prediction] {
        guard let path = FilePath(url) else {
            throw .image(ImageError(name: "\(url)", reason: "is not the URL of a file"))
        }
        return try classify(contentsOf: path, top: top)
    }
}

extension WeightsFile {
    /// Reads weights of a file's URL.
    public static func read(contentsOf url: URL) throws(FormatError) -> Weights {
        guard let path = FilePath(url) else { throw FormatError(file: "\(url)", reason: "is not the URL of a file") }
        return try read(contentsOf: path)
    }
}

extension ONNXFile {
    /// Reads the network of a file's URL.
    public init(contentsOf url: URL, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        guard let path = FilePath(url) else { throw ONNXError(file: "\(url)", reason: "is not the URL of a file") }
        try self.init(contentsOf: path, batch: batch, size: size)
    }
}
