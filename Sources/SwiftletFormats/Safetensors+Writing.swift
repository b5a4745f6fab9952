import OrderedCollections
import SwiftletTensors
import _SwiftletSystem

extension Safetensors {
    /// Writes the weights with their metadata. The header keeps their order and is padded to a multiple of 8 bytes. Tensors with
    /// wider elements come first in the data, so that every tensor is aligned to its elements. Equal weights give equal files.
    ///
    /// The file is written beside `path` and renamed over it, so the weights may have been read from `path`.
    public static func write(_ weights: Weights, to path: FilePath) throws(FormatError) {
        let inDataOrder = weights.enumerated().sorted {
            ($1.element.value.scalarType.size, $0.offset) < ($0.element.value.scalarType.size, $1.offset)
        }.map(\.element)
        var offsets: [String: Int] = [:]
        var end = 0
        for (key, tensor) in inDataOrder {
            offsets[key] = end
            end += tensor.byteCount
        }

        var members: [String] = []
        if !weights.metadata.isEmpty {
            let pairs = weights.metadata.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
            members.append("\"\(metadataKey)\":{\(pairs.joined(separator: ","))}")
        }
        for (key, tensor) in weights {
            guard key != metadataKey else {
                throw FormatError(file: path, place: "tensor \(quoted(key))", reason: "no tensor may have this name")
            }
            let start = offsets[key]!
            let shape = tensor.shape.extents.map(String.init).joined(separator: ",")
            members.append(
                "\(jsonString(key)):{\"dtype\":\"\(tensor.scalarType.safetensorsName)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(start),\(start + tensor.byteCount)]}")
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= headerLimit else {
            throw FormatError(file: path, reason: "the header would have more than \(headerLimit) bytes")
        }

        try AtomicFile.write(to: path) { (writer) throws(FormatError) in
            try writer.write(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) })
            try writer.write(header)
            for (_, tensor) in inDataOrder {
                try tensor.withUnsafeBytes { (bytes) throws(FormatError) in try writer.write(bytes) }
            }
        }
    }

    /// The same for a path as text.
    public static func write(_ weights: Weights, to path: String) throws(FormatError) {
        try write(weights, to: FilePath(named: path))
    }

    static func jsonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
