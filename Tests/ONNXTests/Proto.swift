import SwiftletONNXFormat
import Testing
import _SwiftletSystem

/// Writes protocol buffers by hand, for files that no exporter would write.
enum Proto {
    static func varint(_ value: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(value))
        var result: [UInt8] = []
        repeat {
            result.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return result
    }

    static func field(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }
    static func field(_ number: Int, _ value: Float) -> [UInt8] {
        varint(number << 3 | 5) + withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
    }
    static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }
    static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    static func dimension(_ extent: Int?) -> [UInt8] { field(1, extent.map { field(1, $0) } ?? field(2, "open")) }

    static func info(_ name: String, type: Int = 1, _ extents: [Int?]) -> [UInt8] {
        field(1, name) + field(2, field(1, field(1, type) + field(2, extents.flatMap(dimension))))
    }

    static func attribute(_ name: String, _ value: Int) -> [UInt8] {
        field(5, field(1, name) + field(3, value) + field(20, 2))
    }
    static func attribute(_ name: String, _ value: Float) -> [UInt8] {
        field(5, field(1, name) + field(2, value) + field(20, 1))
    }
    static func attribute(_ name: String, _ values: [Int]) -> [UInt8] {
        field(5, field(1, name) + values.flatMap { field(8, $0) } + field(20, 7))
    }
    static func attribute(_ name: String, _ text: String) -> [UInt8] {
        field(5, field(1, name) + field(4, text) + field(20, 3))
    }

    static func node(
        _ type: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
        attributes: [[UInt8]] = []
    ) -> [UInt8] {
        inputs.flatMap { field(1, $0) } + outputs.flatMap { field(2, $0) } + field(3, name) + field(4, type)
            + (domain.isEmpty ? [] : field(7, domain)) + attributes.joined()
    }

    /// A tensor of zeros, or of the given bytes.
    static func tensor(_ name: String, type: Int = 1, _ extents: [Int], raw: [UInt8]? = nil) -> [UInt8] {
        extents.flatMap { field(1, $0) } + field(2, type) + field(8, name)
            + field(9, raw ?? [UInt8](repeating: 0, count: extents.reduce(type == 7 ? 8 : 4, *)))
    }

    static func integers(_ name: String, _ values: [Int]) -> [UInt8] {
        field(1, values.count) + field(2, 7) + field(8, name) + values.flatMap { field(7, $0) }
    }

    static func scalar(_ name: String, _ value: Float) -> [UInt8] { field(2, 1) + field(8, name) + field(4, value) }

    static func external(_ name: String, _ extents: [Int], _ entries: [(String, String)]) -> [UInt8] {
        extents.flatMap { field(1, $0) } + field(2, 1) + field(8, name) + field(14, 1)
            + entries.flatMap { field(13, field(1, $0.0) + field(2, $0.1)) }
    }

    static func model(
        nodes: [[UInt8]], tensors: [[UInt8]] = [], inputs: [[UInt8]] = [info("x", [1, 3, 8, 8])],
        outputs: [[UInt8]] = [info("y", [1])], opset: Int = 17, extra: [UInt8] = []
    ) -> [UInt8] {
        let graph =
            nodes.flatMap { field(1, $0) } + tensors.flatMap { field(5, $0) } + inputs.flatMap { field(11, $0) }
            + outputs.flatMap { field(12, $0) } + extra
        return field(1, 8) + field(8, field(2, opset)) + field(7, graph)
    }
}

func read(_ bytes: [UInt8], folder: String? = nil, batch: Int = 1) throws -> ONNXFile {
    try bytes.withUnsafeBytes { try ONNXFile($0, name: "net.onnx", folder: folder.map { FilePath($0) }, batch: batch) }
}

/// Expects a file to be refused with an error that contains each of the texts.
func expectRefusal(
    _ bytes: [UInt8], _ texts: String..., folder: String? = nil, location: SourceLocation = #_sourceLocation
) {
    do {
        _ = try read(bytes, folder: folder)
        Issue.record("was read", sourceLocation: location)
    } catch {
        let text = "\(error)"
        #expect(text.hasPrefix("net.onnx: "), sourceLocation: location)
        for part in texts { #expect(text.contains(part), "\(text)", sourceLocation: location) }
    }
}
