import ReferenceExecutor
import SwiftletGraphs
import SwiftletONNXFormat
import SwiftletTensors
import Testing

/// Files that are read at another size than their own.
@Suite struct SizeTests {
    private static func read(
        _ nodes: [[UInt8]], _ tensors: [[UInt8]], size: Size?, output: String = "y"
    ) throws -> ONNXFile {
        let bytes = Proto.model(
            nodes: nodes, tensors: tensors, inputs: [Proto.info("x", [1, 2, 8, 8])], outputs: [Proto.info(output, [1])])
        return try bytes.withUnsafeBytes { try ONNXFile($0, name: "net.onnx", size: size) }
    }

    /// The fixture has 16×16 pixels; its case has 17×23, computed by ONNX Runtime. `FixtureTests` reads the file at that size. Here the
    /// graph of its own size is resized.
    @Test func automaticPaddingFollowsTheSize() throws {
        let (read, input, expected) = try FixtureTests.read("automatic")
        let own = try ONNXFile(contentsOf: FixtureTests.folder + "automatic.onnx")
        let graph = try own.graph.resized(to: input.shape)
        #expect(graph.values == read.graph.values && own.graph.values != read.graph.values)
        let output = try #require(
            ReferenceExecutor.run(graph, weights: own.weights, input: input, outputs: ["logits"])["logits"])
        for (a, b) in zip(output.floats(), expected.floats()) { #expect((a - b).magnitude <= 1e-5) }
    }

    /// Rounds up as ONNX Runtime does: 225 rows become 113.
    @Test func sameLower() throws {
        let convolution = Proto.node(
            "Conv", ["x", "w"], ["y"],
            attributes: [Proto.attribute("auto_pad", "SAME_LOWER"), Proto.attribute("strides", [2, 2])])
        let file = try Self.read([convolution], [Proto.tensor("w", [4, 2, 3, 3])], size: Size(225, 224))
        #expect(file.graph.shape(of: file.graph.outputs["logits"]!) == [1, 4, 113, 112])
    }

    /// Numbers that the file computes from a map's size follow the size at which the network is read.
    @Test func sizesAreComputedAtTheEnd() throws {
        // Pads as many rows of zeros below as the map has.
        let nodes = [
            Proto.node("Shape", ["x"], ["s"]), Proto.node("Gather", ["s", "two"], ["h"]),
            Proto.node("Concat", ["none", "h", "none1"], ["p"], attributes: [Proto.attribute("axis", 0)]),
            Proto.node("Pad", ["x", "p"], ["y"], name: "n"),
        ]
        let tensors = [
            Proto.integers("two", [2]), Proto.integers("none", [0, 0, 0, 0, 0, 0]), Proto.integers("none1", [0]),
        ]
        let file = try Self.read(nodes, tensors, size: 10)
        #expect(file.graph.shape(of: file.graph.outputs["logits"]!) == [1, 2, 20, 10])
        // A fixed number in the file forbids another size. That is an error, not a guess.
        let fixed = Proto.node("Reshape", ["y", "to"], ["z"])
        let more = tensors + [Proto.integers("to", [1, 2, 8 * 16])]
        let back = Proto.node("Reshape", ["z", "back"], ["w"])
        do {
            _ = try Self.read(
                nodes + [fixed, back], more + [Proto.integers("back", [1, 2, 16, 8])], size: 10, output: "w")
            Issue.record("was read")
        } catch {
            #expect("\(error)".contains("is read for an input of 1×2×8×8"), "\(error)")
        }
    }

    /// A slice that is counted from the top takes the same rows of a larger map.
    @Test func partsOfAMap() throws {
        func slice(_ end: Int) -> [[UInt8]] {
            [Proto.integers("s", [1]), Proto.integers("e", [end]), Proto.integers("a", [2])]
        }
        let nodes = [Proto.node("Slice", ["x", "s", "e", "a"], ["y"])]
        for (end, rows) in [(5, 4), (8, 7), (-1, 8), (.max, 9)] {
            let file = try Self.read(nodes, slice(end), size: 10)
            #expect(file.graph.shape(of: file.graph.outputs["logits"]!) == [1, 2, rows, 10])
        }
    }
}
