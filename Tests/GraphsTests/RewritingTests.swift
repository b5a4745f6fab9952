import ReferenceExecutor
import SwiftletGraphs
import SwiftletTensors
import Testing

@Suite struct RewritingTests {
    private static func lines(_ graph: Graph) -> [String] {
        graph.nodes.map {
            "\($0.output) = \($0.operation.name) (\($0.inputs.map(\.description).joined(separator: ", ")))"
        }
            + graph.outputs.map { "\($0.key) = \($0.value)" }
    }

    private static func chain() throws -> Graph {
        try Graph.build("g", input: [1, 4, 6, 6]) { x in
            let y = x.relu().output("early")
            return y.sigmoid() + y.silu()
        }
    }

    @Test func countsUsesAndProducers() throws {
        let rewriter = GraphRewriter(try Self.chain())
        // The output `early` and two nodes read value 1.
        #expect((0..<5).map { rewriter.useCount(of: ValueID($0)) } == [1, 3, 1, 1, 1])
        #expect((0..<5).map { rewriter.producer(of: ValueID($0)) } == [nil, 0, 1, 2, 3])
        #expect(rewriter.soleProducer(of: ValueID(1)) == nil && rewriter.soleProducer(of: ValueID(2)) == 1)
        #expect(rewriter.useCount(of: ValueID(99)) == 0 && rewriter.producer(of: ValueID(99)) == nil)
    }

    @Test func absorbing() throws {
        var graph = try Self.chain()
        graph.rewrite { rewriter, index in
            guard case .add = rewriter[index].operation,
                let producer = rewriter.soleProducer(of: rewriter[index].inputs[1])
            else { return }
            rewriter.absorb(index, into: producer)
            #expect(!rewriter.isLive(index) && rewriter.producer(of: ValueID(4)) == producer)
            #expect(rewriter.useCount(of: ValueID(2)) == 0 && rewriter.useCount(of: ValueID(3)) == 0)
        }
        #expect(
            Self.lines(graph) == ["%1 = ReLU (%0)", "%2 = sigmoid (%1)", "%4 = SiLU (%1)", "logits = %4", "early = %1"])
        graph.removeDeadNodes()
        #expect(Self.lines(graph) == ["%1 = ReLU (%0)", "%4 = SiLU (%1)", "logits = %4", "early = %1"])
    }

    @Test func bypassingReachesOutputs() throws {
        var graph = try Self.chain()
        graph.rewrite { rewriter, index in
            guard index == 0 else { return }
            rewriter.bypass(0, with: ValueID(0))
            #expect(rewriter.useCount(of: ValueID(0)) == 3 && rewriter.useCount(of: ValueID(1)) == 0)
        }
        #expect(
            Self.lines(graph) == [
                "%2 = sigmoid (%0)", "%3 = SiLU (%0)", "%4 = add (%2, %3)", "logits = %4", "early = %0",
            ])
    }

    @Test func insertingAndMoving() throws {
        var graph = try Self.chain()
        graph.rewrite { rewriter, index in
            guard index == 1 else { return }
            rewriter.insert(Node(path: "", operation: .identity, inputs: [ValueID(0)], output: ValueID(9)), before: 1)
            rewriter.move(2, before: 1)
        }
        #expect(
            Self.lines(graph) == [
                "%1 = ReLU (%0)", "%9 = identity (%0)", "%3 = SiLU (%1)", "%2 = sigmoid (%1)", "%4 = add (%2, %3)",
                "logits = %4", "early = %1",
            ])
    }

    private static func normalized() throws -> Graph {
        try Graph.build("g", input: [2, 6, 5, 5]) { x in
            let y = x.conv("a", 8, kernel: 3, padding: 1, groups: 2, bias: false).batchNorm("bn1").relu()
                .conv("b", 8, kernel: 1).batchNorm("bn2")
            let z = y.transposedConv("c", 4, kernel: 2, stride: 2, groups: 2, bias: false).batchNorm(
                "bn3", epsilon: 1e-3)
            return z.relu().batchNorm("alone")
        }
    }

    @Test func foldedNetworksComputeTheSame() throws {
        let graph = try Self.normalized()
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let (folded, foldedWeights) = try graph.foldingBatchNormalizations(weights)
        try folded.validate()
        #expect(
            Self.lines(folded) == [
                "%2 = convolution (%0)", "%3 = ReLU (%2)", "%5 = convolution (%3)", "%7 = transposed convolution (%5)",
                "%8 = ReLU (%7)", "%9 = batch norm (%8)", "logits = %9",
            ])
        #expect(
            Set(folded.parameters.keys) == [
                "a.weight", "a.bias", "b.weight", "b.bias", "c.weight", "c.bias", "alone.weight", "alone.bias",
                "alone.running_mean", "alone.running_var",
            ])
        let input = OracleRule.input(shape: [2, 6, 5, 5])
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)["logits"]!.floats()
        let values = ReferenceExecutor.run(folded, weights: foldedWeights, input: input)["logits"]!.floats()
        let largest = expected.reduce(0) { max($0, abs($1)) }
        for (value, truth) in zip(values, expected) { #expect(abs(value - truth) <= 2e-6 * largest) }
    }

    @Test func foldingRefusesOtherWeights() throws {
        let graph = try Self.normalized()
        var weights = OracleRule.weights(for: graph, exponents: [:])
        weights["bn2.bias"] = Tensor([1], shape: [1])
        #expect(throws: GraphError(place: "bn2.bias", reason: "is 1; it must be 8")) {
            try graph.foldingBatchNormalizations(weights)
        }
        weights["bn2.bias"] = nil
        #expect(throws: GraphError(place: "bn2.bias", reason: "is missing; it must be 8")) {
            try graph.foldingBatchNormalizations(weights)
        }
    }
}
