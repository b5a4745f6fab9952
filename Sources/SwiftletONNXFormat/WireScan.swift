import SwiftProtobuf

extension BinaryDecodingOptions {
    static var discarding: BinaryDecodingOptions {
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        return options
    }
}

/// Walks a protocol buffer before it is decoded. An empty message has two bytes in the file and hundreds in memory, so the
/// file's length does not bound the memory.
struct WireScan {
    /// The largest number of messages and texts in a file. Large networks have some ten thousand nodes.
    static let elementLimit = 1 << 20
    /// The largest number of bytes outside tensors: names, attributes, stack traces.
    static let structureLimit = 1 << 28
    private static let depthLimit = 64

    /// The messages that nest others or hold lists. The fields of other messages are not read.
    private enum Message {
        case model, graph, node, attribute, tensor, sparse, info, type, tensorType, shape, holder, other

        func nested(_ field: UInt64) -> Message {
            switch (self, field) {
            case (.model, 7), (.attribute, 6), (.attribute, 11): .graph
            case (.graph, 1): .node
            case (.graph, 5), (.attribute, 5), (.attribute, 10), (.sparse, 1), (.sparse, 2): .tensor
            case (.graph, 15), (.attribute, 22), (.attribute, 23): .sparse
            case (.graph, 11), (.graph, 12), (.graph, 13): .info
            case (.node, 5): .attribute
            case (.info, 2), (.attribute, 14), (.attribute, 15), (.holder, 1), (.holder, 2): .type
            case (.type, 1), (.type, 8): .tensorType
            case (.tensorType, 2): .shape
            case (.type, 4), (.type, 5), (.type, 9), (.graph, 14): .holder
            default: .other
            }
        }

        /// Why a field is refused rather than counted. No readable network has it.
        func refusal(_ field: UInt64) -> String? {
            switch (self, field) {
            case (.model, 20): "training information"
            case (.model, 25): "functions of its own; inline them when exporting"
            case (.model, 26), (.node, 10): "device configurations"
            default: nil
            }
        }
    }

    private let bytes: UnsafeRawBufferPointer
    private let file: String
    private var elements = 0
    private var tensorBytes = 0

    static func check(_ bytes: UnsafeRawBufferPointer, file: String) throws(ONNXError) {
        var scan = WireScan(bytes: bytes, file: file)
        try scan.walk(.model, 0..<bytes.count, depth: 0)
        guard bytes.count - scan.tensorBytes <= structureLimit else {
            throw ONNXError(file: file, reason: "more than \(structureLimit) bytes that belong to no tensor")
        }
    }

    private init(bytes: UnsafeRawBufferPointer, file: String) {
        self.bytes = bytes
        self.file = file
    }

    private mutating func walk(_ message: Message, _ range: Range<Int>, depth: Int) throws(ONNXError) {
        guard depth <= Self.depthLimit else { throw damaged(range.lowerBound, "messages nest too deeply") }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let start = offset
            let tag = try varint(&offset, end: range.upperBound)
            switch tag & 7 {
            case 0: _ = try varint(&offset, end: range.upperBound)
            case 1: offset += 8
            case 5: offset += 4
            case 2:
                let length = try varint(&offset, end: range.upperBound)
                guard length <= UInt64(range.upperBound - offset) else {
                    throw damaged(start, "a field of \(length) bytes reaches beyond its end: the file is cut off")
                }
                let content = offset..<offset + Int(length)
                offset = content.upperBound
                let field = tag >> 3
                // `float_data`, `raw_data`, `double_data`.
                if message == .tensor, [4, 9, 10].contains(field) {
                    tensorBytes += content.count
                } else {
                    elements += 1
                    guard elements <= Self.elementLimit else {
                        throw ONNXError(file: file, reason: "more than \(Self.elementLimit) nodes, tensors and names")
                    }
                    if let what = message.refusal(field) {
                        throw ONNXError(file: file, place: "offset \(start)", reason: "has \(what)")
                    }
                    let nested = message.nested(field)
                    if nested != .other { try walk(nested, content, depth: depth + 1) }
                }
            default:
                throw damaged(start, "a field of wire type \(tag & 7)")
            }
            guard offset <= range.upperBound else { throw damaged(start, "a field reaches beyond its end") }
        }
    }

    private func varint(_ offset: inout Int, end: Int) throws(ONNXError) -> UInt64 {
        let start = offset
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < end else { throw damaged(start, "it is cut off") }
            let byte = bytes[offset]
            offset += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw damaged(start, "a number of more than ten bytes")
    }

    private func damaged(_ offset: Int, _ reason: String) -> ONNXError {
        ONNXError(file: file, place: "offset \(offset)", reason: "not an ONNX file, or a damaged one: \(reason)")
    }
}
