import SwiftletFormats
import SwiftletTensors
import _SwiftletSystem

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes tensors from a file's messages, and from the files beside it that hold large tensors.
final class TensorReader {
    private static let rankLimit = 64
    private let file: String
    private let folder: FilePath?
    private var mapped: [FilePath: FileContents] = [:]
    /// The length of the file and of the files beside it that were read.
    private(set) var byteCount: Int

    init(file: String, folder: FilePath?, byteCount: Int) {
        self.byteCount = byteCount
        self.file = file
        self.folder = folder
    }

    func read(_ proto: Onnx_TensorProto) throws(ONNXError) -> Tensor {
        func error(_ reason: String) -> ONNXError {
            ONNXError(file: file, place: "tensor \(quoted(proto.name))", reason: reason)
        }
        guard let type = ScalarType(onnx: proto.dataType) else {
            throw error("has elements of type \(Self.typeName(proto.dataType)), which is not supported")
        }
        guard !proto.hasSegment else { throw error("is only a segment of a tensor") }
        guard proto.dims.count <= Self.rankLimit, let shape = Shape(exactly: proto.dims.map { Int($0) }) else {
            throw error("has an impossible shape: \(proto.dims.prefix(8).map(String.init).joined(separator: "×"))")
        }
        let (byteCount, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
        guard !overflow else { throw error("has too many elements: \(shape)") }

        if proto.dataLocation == .external {
            return try external(proto, shape, type, byteCount)
        }
        if proto.hasRawData {
            guard proto.rawData.count == byteCount else {
                throw error(
                    "has \(proto.rawData.count) bytes, not the \(byteCount) of its shape \(shape) and type \(type)")
            }
            let storage = proto.rawData.withUnsafeBytes { bytes in
                var tensor = Tensor(zeros: shape, scalarType: type)
                tensor.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
                return tensor
            }
            return storage
        }
        func fill<Field, Element: BitwiseCopyable>(_ field: [Field], _ element: (Field) -> Element?) throws(ONNXError)
            -> Tensor
        {
            guard field.count == shape.count else {
                throw error("has \(field.count) elements, not the \(shape.count) of its shape \(shape)")
            }
            let elements = field.map(element)
            var tensor = Tensor(zeros: shape, scalarType: type)
            var isWhole = true
            tensor.withUnsafeMutableBytes { bytes in
                for (i, value) in elements.enumerated() {
                    guard let value else {
                        isWhole = false
                        return
                    }
                    bytes.storeBytes(of: value, toByteOffset: i * MemoryLayout<Element>.size, as: Element.self)
                }
            }
            guard isWhole else { throw error("has elements beyond the range of \(type)") }
            return tensor
        }
        switch type {
        case .float32: return try fill(proto.floatData) { $0 }
        case .float64: return try fill(proto.doubleData) { $0 }
        case .int64: return try fill(proto.int64Data) { $0 }
        case .int32: return try fill(proto.int32Data) { $0 }
        case .int16: return try fill(proto.int32Data) { Int16(exactly: $0) }
        case .int8: return try fill(proto.int32Data) { Int8(exactly: $0) }
        case .uint8, .bool: return try fill(proto.int32Data) { UInt8(exactly: $0) }
        // The format stores these as bit patterns.
        case .float16, .bfloat16: return try fill(proto.int32Data) { UInt16(exactly: $0) }
        }
    }

    /// A view of a file beside this one.
    private func external(_ proto: Onnx_TensorProto, _ shape: Shape, _ type: ScalarType, _ byteCount: Int)
        throws(ONNXError) -> Tensor
    {
        func error(_ reason: String) -> ONNXError {
            ONNXError(file: file, place: "tensor \(quoted(proto.name))", reason: reason)
        }
        guard let folder else { throw error("lies in another file, and this one was not read from a folder") }
        var location: String?
        var offset = 0
        var length: Int?
        for entry in proto.externalData {
            // Only short keys are compared; see `KeyAllowance`.
            switch entry.key.utf8.count <= 16 ? entry.key : "" {
            case "location": location = entry.value
            case "offset":
                guard let number = Int(entry.value), number >= 0 else { throw error("starts at an impossible offset") }
                offset = number
            case "length":
                guard let number = Int(entry.value), number >= 0 else { throw error("has an impossible length") }
                length = number
            default: break
            }
        }
        guard let location, !location.isEmpty, location.utf8.count <= 4096 else {
            throw error("does not say in which file it lies")
        }
        let components = location.split(separator: "/", omittingEmptySubsequences: false)
        guard !location.hasPrefix("/"), !components.contains(".."), !location.utf8.contains(0) else {
            throw error("lies in \(quoted(location)), which is not a file beside this one or in a folder below")
        }
        let path = folder.appending(location)
        let data: FileContents
        if let known = mapped[path] {
            data = known
        } else {
            do throws(FormatError) {
                data = try FileContents(path: path)
            } catch {
                throw ONNXError(
                    file: file, place: "tensor \(quoted(proto.name))", reason: "lies in another file: \(error)")
            }
            mapped[path] = data
            self.byteCount += data.bytes.count
        }
        guard length ?? byteCount == byteCount else {
            throw error("has \(length ?? 0) bytes, not the \(byteCount) of its shape \(shape) and type \(type)")
        }
        guard offset <= data.bytes.count, byteCount <= data.bytes.count - offset else {
            throw error(
                "needs bytes \(offset)..<\(offset.addingReportingOverflow(byteCount).partialValue) of \(path.printable), "
                    + "which has \(data.bytes.count)")
        }
        do throws(FormatError) {
            try data.load(offset..<offset + byteCount)
        } catch {
            throw ONNXError(file: file, place: "tensor \(quoted(proto.name))", reason: "lies in another file: \(error)")
        }
        return Tensor(
            shape: shape, scalarType: type, storage: TensorStorage(viewing: data.bytes, owner: data),
            byteOffset: offset)
    }

    static func typeName(_ type: Int32) -> String {
        guard let type = Onnx_TensorProto.DataType(rawValue: Int(type)) else { return "\(type)" }
        return "\(type)"
    }
}

extension ScalarType {
    /// The element types of `TensorProto.DataType`. Nil for strings, complex numbers, and wider or narrower numbers.
    init?(onnx type: Int32) {
        switch type {
        case 1: self = .float32
        case 2: self = .uint8
        case 3: self = .int8
        case 5: self = .int16
        case 6: self = .int32
        case 7: self = .int64
        case 9: self = .bool
        case 10: self = .float16
        case 11: self = .float64
        case 16: self = .bfloat16
        default: return nil
        }
    }
}
