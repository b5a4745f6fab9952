import Foundation
import SwiftletFormats
import SwiftletTensors
import TestSupport
import Testing

func bytes(of path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }

func bytes(of tensor: Tensor) -> [UInt8] { tensor.withUnsafeBytes { Array($0) } }

func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

/// Keeps bytes at a fixed address for a reader's views.
final class Owner {
    let buffer: UnsafeMutableRawBufferPointer
    init(_ bytes: [UInt8]) {
        buffer = .allocate(byteCount: bytes.count, alignment: 1)
        buffer.copyBytes(from: bytes)
    }
    deinit { buffer.deallocate() }
}

func readSafetensors(_ bytes: [UInt8]) throws(FormatError) -> Weights {
    let owner = Owner(bytes)
    return try Safetensors.read(UnsafeRawBufferPointer(owner.buffer), owner: owner, name: "x.safetensors")
}

func readCheckpoint(_ bytes: [UInt8]) throws(FormatError) -> Weights {
    let owner = Owner(bytes)
    return try PyTorchCheckpoint.read(UnsafeRawBufferPointer(owner.buffer), owner: owner, name: "x.pth")
}

/// A tensor of each element type with different bytes, a scalar and an empty tensor.
func samples() -> Weights {
    var weights = Weights(metadata: ["format": "pt", "näme \"x\"\n": "\u{1}\\ 😀"])
    for (index, type) in ScalarType.allCases.enumerated() {
        var tensor = Tensor(zeros: [2, 3], scalarType: type)
        tensor.withUnsafeMutableBytes { bytes in
            for i in bytes.indices {
                bytes[i] = type == .bool ? UInt8(i % 2) : UInt8(truncatingIfNeeded: i * 7 + index)
            }
        }
        weights["layer.\(index).\(type)"] = tensor
    }
    weights["scalar"] = Tensor([1.5], shape: [])
    weights["empty"] = Tensor(zeros: [0, 4])
    weights["é/“quoted\""] = Tensor([1, 2], shape: [2])
    return weights
}

/// `bytes` with some bytes changed, removed, doubled or cut off.
func mutated(_ bytes: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !result.isEmpty {
        let at = Int.random(in: result.indices, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: result[at] = .random(in: 0...255, using: &generator)
        case 1: result[at] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
        case 2: result[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 3: result.remove(at: at)
        case 4: result.insert(result[at], at: at)
        default: result.removeSubrange(max(at, result.count - 64)...)
        }
    }
    return result
}

/// A checkpoint of the tensor `w`, the floats 1, 2 and 3, in the zip layout.
func archive() throws -> [UInt8] {
    let scratch = try TemporaryFolder()
    var weights = Weights()
    weights["w"] = Tensor([1, 2, 3], shape: [3])
    try PyTorchCheckpoint.write(weights, to: scratch.path("a.pth"))
    return try bytes(of: scratch.path("a.pth"))
}

/// Expects an error that contains `reason` from reading a checkpoint.
func expectRejection(of file: [UInt8], reason: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: FormatError.self, sourceLocation: sourceLocation) { try readCheckpoint(file) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")", sourceLocation: sourceLocation)
}
