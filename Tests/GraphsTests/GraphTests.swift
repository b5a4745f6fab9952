import SwiftletGraphs
import SwiftletTensors
import Testing

private func small(_ side: Int = 8) throws -> Graph {
    try Graph.build("small", input: [1, 3, side, side]) { image in
        let x = image.scope("stem") {
            $0.conv("conv", 4, kernel: 3, stride: 2, padding: .same, bias: false).batchNorm("bn", epsilon: 1e-3).relu6()
        }
        let pooled = x.maxPool(2).globalAveragePool().flatten().output("embedding")
        return pooled.dropout(0.2).linear("fc", 5)
    }
}

@Suite struct GraphTests {
    @Test func countsAreThePapers() throws {
        let graph = try small()
        #expect(graph.parameterCount == 4 * 3 * 9 + 4 + 4 + 4 * 5 + 5)
        #expect(graph.macs == 4 * 4 * 4 * 27 + 4 * 5)
        #expect(Array(graph.outputs.keys) == ["logits", "embedding"])
        #expect(
            Array(graph.parameters.keys) == [
                "stem.conv.weight", "stem.bn.weight", "stem.bn.bias", "stem.bn.running_mean", "stem.bn.running_var",
                "fc.weight", "fc.bias",
            ])
    }

    @Test func transposedConvolutionCountsItsInputs() throws {
        let graph = try Graph.build("up", input: [1, 6, 5, 5]) {
            $0.transposedConv("t", 4, kernel: 2, stride: 2, groups: 2)
        }
        #expect(graph.macs == 6 * 25 * 2 * 4)
        #expect(graph.parameters["t.weight"]?.shape == [6, 2, 2, 2])
    }

    @Test func resizingInfersEveryShapeAnew() throws {
        let graph = try small().resized(to: [5, 3, 33, 21])
        #expect(graph.shape(of: graph.nodes[0].output) == [5, 4, 17, 11])
        #expect(graph.shape(of: graph.outputs["logits"]!) == [5, 5])
        #expect(graph.parameters == (try small().parameters))
    }

    @Test func resizingThatCannotBeIsAnError() throws {
        let pooled = try small()
        #expect(throws: GraphError.self) { try pooled.resized(to: [1, 4, 8, 8]) }
        #expect(throws: GraphError.self) { try pooled.resized(to: [1, 3, 2, 2]) }
        #expect(throws: GraphError.self) { try pooled.resized(to: [1, 3, 8]) }
        #expect(throws: GraphError.self) { try pooled.resized(to: [0, 3, 8, 8]) }
        let flat = try Graph.build("flat", input: [1, 3, 8, 8]) { $0.linear("fc", 2) }
        let error = #expect(throws: GraphError.self) { try flat.resized(to: [1, 3, 9, 9]) }
        #expect(error?.reason.contains("needs fc.weight of 2×243, not 2×192") == true)
    }

    @Test func everyGraphOfTheBuilderIsValid() throws {
        try small(65).validate()
    }
}

@Suite struct DumpTests {
    @Test func aLineANode() throws {
        #expect(
            try small().listing == """
                small: 1 input, 8 nodes, 141 parameters, 1748 MACs
                %0  1×3×8×8  input
                %1  1×4×4×4  convolution 3×3, stride 2×2, padding same, no bias (%0)  stem.conv
                %2  1×4×4×4  batch norm ε 0.001 (%1)  stem.bn
                %3  1×4×4×4  ReLU6 (%2)  stem
                %4  1×4×2×2  max pool 2×2, stride 2×2 (%3)
                %5  1×4×1×1  global average pool (%4)
                %6  1×4  flatten (%5)
                %7  1×4  dropout 0.2 (%6)
                %8  1×5  linear (%7)  fc
                logits = %8
                embedding = %6
                """)
    }

    @Test func dotHasEveryNodeAndEdge() throws {
        let dot = try small().dot()
        #expect(dot.hasPrefix("digraph \"small\" {\n") && dot.hasSuffix("}\n"))
        #expect(dot.contains("  v1 [label=\"stem.conv\\nconvolution 3×3, stride 2×2, padding same, no bias\"];"))
        #expect(dot.contains("  v0 -> v1 [label=\"1×3×8×8\"];"))
        #expect(dot.contains("  output0 [label=\"logits\", shape=ellipse];\n  v8 -> output0 [label=\"1×5\"];"))
        #expect(dot.split(separator: "\n").count(where: { $0.contains(" -> ") }) == 10)
    }

    @Test func dotEscapesNames() throws {
        let graph = try Graph.build("a \"b\" \\", input: [1, 1, 1, 1]) { $0.relu() }
        #expect(graph.dot().hasPrefix("digraph \"a \\\"b\\\" \\\\\" {"))
    }

    @Test func paddingsAreTold() {
        #expect(Padding.symmetric(2).description == "2")
        #expect(Padding.symmetric(1, 2).description == "1×2")
        #expect(Padding.explicit(top: 0, left: 3, bottom: 2, right: 1).description == "0 1 2 3")
    }
}
