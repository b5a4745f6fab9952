import SwiftletONNXFormat
import Testing

/// Tensors that several layers read: whether they count once or for each layer.
@Suite struct SharingTests {
    /// The same weights in two layers are one parameter; equal biases, which exporters keep once, are two.
    @Test func sharing() throws {
        let tensors = [
            Proto.tensor("a.weight", [6, 6, 1, 1]), Proto.tensor("b.weight", [6, 6, 1, 1]), Proto.tensor("a.bias", [6]),
        ]
        let bytes = OperatorTests.graph(
            [
                Proto.node("Conv", ["x", "a.weight", "a.bias"], ["1"]),
                Proto.node("Conv", ["1", "b.weight", "a.bias"], ["2"]),
                Proto.node("Conv", ["2", "a.weight", "a.bias"], ["y"]),
            ], tensors)
        let file = try read(bytes)
        #expect(Array(file.weights.paths) == ["a.weight", "a.bias", "b.weight", "b.bias"])
        #expect(file.graph.nodes.map(\.path) == ["a", "b", "a"] && file.graph.parameterCount == 84)
    }

    /// PyTorch keeps equal tensors once: its older exporter writes identities, its newer one a single name. A module that is called
    /// twice has one weight.
    @Test func equalTensorsCountForEachModule() throws {
        let script = try FixtureTests.read("shared-script").0
        #expect(script.graph.parameterCount == 16 + 3 * 144 + 2 * 8 + 20)
        for key in ["blocks.0.weight", "blocks.1.weight", "blocks.2.weight", "norms.1.weight", "norms.1.running_var"] {
            #expect(script.weights[key] != nil, "\(key)")
        }
        let kernel = try #require(script.sharedTensors.first { $0.name == "blocks.0.weight" })
        #expect(kernel.layers == ["blocks.0", "blocks.1", "blocks.2"] && !kernel.isCountedOnce)
        #expect(try #require(script.sharing).contains("count for each"))

        // This exporter also computes the two equal norms once.
        let dynamo = try FixtureTests.read("shared-dynamo").0
        #expect(dynamo.graph.parameterCount == 16 + 3 * 144 + 8 + 20)
        #expect(dynamo.weights["blocks.2.weight"] != nil && dynamo.weights["twice.weight_2"] == nil)
        #expect(try FixtureTests.read("mobile-script17").0.sharing == nil)
    }

    /// A matrix that is read plain and transposed is one parameter if the file names no modules, and two if it names two.
    @Test func transposedMatrices() throws {
        func file(_ first: String, _ second: String) throws -> ONNXFile {
            try read(
                Proto.model(
                    nodes: [
                        Proto.node("Flatten", ["x"], ["f"]), Proto.node("Gemm", ["f", "w"], ["a"], name: first),
                        Proto.node(
                            "Gemm", ["a", "w"], ["y"], name: second, attributes: [Proto.attribute("transB", 1)]),
                    ], tensors: [Proto.tensor("w", [6, 6])], inputs: [Proto.info("x", [1, 6, 1, 1])]))
        }
        let tied = try file("encode", "decode")
        #expect(tied.graph.parameterCount == 36 && tied.weights.count == 2)
        #expect(tied.sharedTensors == [SharedTensor(name: "w", layers: ["encode", "decode"], isCountedOnce: true)])
        let equal = try file("/encode/Gemm", "/decode/Gemm")
        #expect(equal.graph.parameterCount == 72 && equal.sharedTensors.map(\.isCountedOnce) == [false])
        #expect(try file("/code/Gemm", "/code_1/Gemm").graph.parameterCount == 36)
        #expect(try file("/code_1/Gemm", "/code_2/Gemm").graph.parameterCount == 72)
    }
}
