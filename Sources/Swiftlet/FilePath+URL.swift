public import SwiftletFormats
public import SwiftletTensors
public import _SwiftletSystem

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension FilePath {
    /// The path of a file's URL, byte for byte; nil for other URLs, and for a path with a NUL.
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

extension WeightsFile {
    /// Reads the weights of a file's URL.
    public static func read(contentsOf url: URL) throws(FormatError) -> Weights {
        guard let path = FilePath(url) else { throw FormatError(file: "\(url)", reason: "is not the URL of a file") }
        return try read(contentsOf: path)
    }
}
