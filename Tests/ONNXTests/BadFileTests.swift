import Foundation
import SwiftletONNXFormat
import Testing

/// Files that are refused, and the words of the errors.
@Suite struct BadFileTests {
    private let relu = Proto.node("Relu", ["x"], ["y"], name: "act")
    private let kernel = Proto.tensor("w", [4, 3, 3, 3])
    private let convolution = Proto.node("Conv", ["x", "w"], ["y"], name: "conv")

    @Test func whatIsNoNetwork() throws {
        expectRefusal([], "not an ONNX file")
        expectRefusal(Array("PK\u{3}\u{4} this is a zip archive".utf8), "offset")
        expectRefusal([UInt8](repeating: 0xFF, count: 100), "not an ONNX file")
        expectRefusal(Proto.field(1, 8), "without a network")
        expectRefusal(Proto.field(7, Proto.field(1, relu)), "no version of its operators")
        expectRefusal(Proto.model(nodes: [relu], opset: -3), "version")
        expectRefusal(Proto.model(nodes: [relu], outputs: []), "no output")
        expectRefusal(Proto.model(nodes: []), "without a network")
    }

    /// Every proper prefix of a good file is refused.
    @Test func truncation() throws {
        let whole = Proto.model(nodes: [convolution], tensors: [kernel])
        _ = try read(whole)
        for count in whole.indices {
            #expect(throws: ONNXError.self) { try read(Array(whole.prefix(count))) }
        }
    }

    /// A good file with any byte changed is read or refused. Nothing traps.
    @Test func everyByteChanged() throws {
        let whole = Proto.model(
            nodes: [convolution, Proto.node("Reshape", ["y", "s"], ["z"])],
            tensors: [Proto.tensor("w", [2, 3, 1, 1]), Proto.integers("s", [1, -1])], outputs: [Proto.info("z", [1])])
        _ = try read(whole)
        for place in whole.indices {
            for value: UInt8 in [0, 1, 2, 0x7F, 0x80, 0xFF, whole[place] ^ 1] {
                var changed = whole
                changed[place] = value
                _ = try? read(changed)
            }
        }
    }

    @Test func names() {
        expectRefusal(Proto.model(nodes: [Proto.node("Relu", ["gone"], ["y"], name: "a")]), "node “a” (Relu)", "“gone”")
        let cycle = [Proto.node("Add", ["x", "b"], ["a"]), Proto.node("Relu", ["a"], ["b"])]
        expectRefusal(
            Proto.model(nodes: cycle, outputs: [Proto.info("b", [1])]), "node 0 (Add)", "nothing before it writes")
        expectRefusal(Proto.model(nodes: [relu, relu]), "exists already")
        expectRefusal(Proto.model(nodes: [Proto.node("Relu", ["x"], ["x"])]), "exists already")
        expectRefusal(Proto.model(nodes: [convolution], tensors: [kernel, kernel]), "tensor “w”")
        expectRefusal(Proto.model(nodes: [relu], outputs: [Proto.info("z", [1])]), "output “z”")
        let marks = "e" + String(repeating: "\u{301}", count: 400)
        expectRefusal(Proto.model(nodes: [Proto.node("Relu", ["x"], [marks])]), "not ASCII")
    }

    @Test func inputs() {
        func model(_ inputs: [[UInt8]], _ node: [UInt8]? = nil) -> [UInt8] {
            Proto.model(nodes: [node ?? relu], inputs: inputs)
        }
        expectRefusal(model([Proto.info("x", [1, 3, nil, 8])]), "input “x”", "--size")
        expectRefusal(model([Proto.info("x", [1, nil, 8, 8])]), "number of channels")
        expectRefusal(model([Proto.info("x", [1, 3])]), "2 axes")
        expectRefusal(model([Proto.info("x", type: 7, [1, 3, 8, 8])]), "int64")
        expectRefusal(model([Proto.info("x", [1, 3, 1 << 40, 1 << 40])]), "impossible shape")
        expectRefusal(model([Proto.info("x", [1, 3, 1 << 30, 1 << 30])]), "not possible")
        expectRefusal(model([Proto.field(1, "x")]), "no shape")
        let both = Proto.node("Add", ["x", "z"], ["y"])
        expectRefusal(
            model([Proto.info("x", [1, 3, 8, 8]), Proto.info("z", [1, 3, 8, 8])], both), "2 inputs", "“x”, “z”")
        // An input that nothing reads is allowed.
        #expect(throws: Never.self) {
            try read(model([Proto.info("x", [1, 3, 8, 8]), Proto.info("z", [1, 3, 8, 8])]))
        }
    }

    @Test func tensors() {
        func model(_ tensor: [UInt8]) -> [UInt8] { Proto.model(nodes: [convolution], tensors: [tensor]) }
        expectRefusal(model(Proto.tensor("w", [4, 3, 3, 3], raw: [1, 2, 3])), "tensor “w”", "3 bytes, not the 432")
        expectRefusal(model(Proto.tensor("w", [4, 3, -3, 3], raw: [])), "impossible shape")
        expectRefusal(model(Proto.tensor("w", [1 << 40, 1 << 40, 3, 3], raw: [])), "impossible shape")
        expectRefusal(model(Proto.tensor("w", [1 << 61, 3], raw: [])), "too many elements")
        expectRefusal(model(Proto.tensor("w", [4, 0, 3, 3], raw: [])), "kernel of [4, 0, 3, 3]")
        expectRefusal(model(Proto.tensor("w", type: 8, [1], raw: [0])), "type string")
        expectRefusal(model(Proto.tensor("w", type: 99, [1], raw: [0])), "type 99")
        expectRefusal(model(Proto.tensor("w", type: 7, [4, 3, 3, 3])), "kernel of int64")
        expectRefusal(model(Proto.field(1, 7) + Proto.field(2, 1) + Proto.field(8, "w")), "0 elements, not the 7")
        expectRefusal(
            Proto.model(nodes: [convolution], tensors: [kernel], extra: Proto.field(15, [])), "sparse")
    }

    @Test func externalData() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "onnx-\(UUID().uuidString)").path + "/"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(count: 440).write(to: URL(filePath: folder + "w.bin"))
        func model(_ entries: [(String, String)]) -> [UInt8] {
            Proto.model(nodes: [convolution], tensors: [Proto.external("w", [4, 3, 3, 3], entries)])
        }
        #expect(try read(model([("location", "w.bin"), ("offset", "8")]), folder: folder).weights.count == 1)
        expectRefusal(model([("location", "w.bin"), ("offset", "9")]), "which has 440", folder: folder)
        expectRefusal(model([("location", "w.bin"), ("offset", "-1")]), "offset", folder: folder)
        expectRefusal(
            model([("location", "w.bin"), ("offset", "9223372036854775807")]), "which has 440", folder: folder)
        expectRefusal(model([("location", "w.bin"), ("length", "400")]), "400 bytes, not the 432", folder: folder)
        expectRefusal(model([("location", "gone.bin")]), "gone.bin", folder: folder)
        expectRefusal(model([]), "in which file", folder: folder)
        for path in ["/etc/passwd", "../w.bin", "a/../../w.bin", ".."] {
            expectRefusal(model([("location", path)]), "beside this one", folder: folder)
        }
        expectRefusal(model([("location", "w.bin")]), "not read from a folder")
    }

    @Test func size() {
        // An empty node has two bytes in the file, and hundreds in memory.
        let nodes = [UInt8](repeating: 0, count: 1 << 22).enumerated().map { $0.offset % 2 == 0 ? 0x0A : $0.element }
        expectRefusal(Proto.field(8, Proto.field(2, 17)) + Proto.field(7, nodes), "more than 1048576")
        var nested = Proto.field(1, relu)
        for _ in 0..<60 { nested = Proto.field(1, Proto.field(4, "If") + Proto.field(5, Proto.field(6, nested))) }
        expectRefusal(Proto.field(8, Proto.field(2, 17)) + Proto.field(7, nested), "nest too deeply")
        expectRefusal(Proto.model(nodes: [relu]) + Proto.field(25, []), "functions")
        // One tensor of a mebibyte, transposed a thousand times.
        let products = (0..<1000).flatMap { i in
            [Proto.node("Transpose", ["w"], ["t\(i)"]), Proto.node("MatMul", ["f", "t\(i)"], ["y\(i)"])]
        }
        let last = Proto.node("Sum", (0..<1000).map { "y\($0)" }, ["y"])
        expectRefusal(
            Proto.model(
                nodes: [Proto.node("Flatten", ["x"], ["f"])] + products + [last],
                tensors: [Proto.tensor("w", [1365, 192])]), "MiB of constants")
    }
}
