import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The fused graph before and after each pass of the inference pipeline.
@Suite struct PassTests {
    private static func check(
        _ graph: Graph, _ passes: String..., before: [String], after: [String],
        location: SourceLocation = #_sourceLocation
    ) throws {
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let earlier = try CompilerListing.fused(graph, weights: weights, passes: Array(passes.dropLast()))
        #expect(earlier == before, sourceLocation: location)
        #expect(try CompilerListing.fused(graph, weights: weights, passes: passes) == after, sourceLocation: location)
    }

    @Test func elideIdentities() throws {
        let graph = try Graph.build("g", input: [1, 4, 6, 6]) { x in
            let pooled = x.dropout(0.2).channelShuffle(groups: 1).relu().adaptiveAveragePool(6).globalAveragePool()
            return (pooled.flatten().output("embedding")).relu6()
        }
        try Self.check(
            graph, "ElideIdentities",
            before: [
                "%1 = dropout 0.2 (%0)", "%2 = channel shuffle 1 groups (%1)", "%3 = ReLU (%2)",
                "%4 = adaptive average pool to 6×6 (%3)", "%5 = global average pool (%4)", "%6 = flatten (%5)",
                "%7 = ReLU6 (%6)", "logits = %7", "embedding = %6",
            ],
            after: [
                "%3 = ReLU (%0)", "%5 = global average pool (%3)", "%7 = ReLU6 (%5)", "logits = %7", "embedding = %5",
            ])
    }

    @Test func linearsToConvolutions() throws {
        let graph = try Graph.build("g", input: [1, 4, 3, 5]) {
            $0.flatten().linear("a", 7).linear("b", 2, bias: false)
        }
        try Self.check(
            graph, "LinearsToConvolutions",
            before: ["%1 = flatten (%0)", "%2 = linear (%1), bias", "%3 = linear no bias (%2)", "logits = %3"],
            after: [
                "%1 = flatten (%0)", "%2 = convolution 3×5 (%0), bias", "%3 = convolution 1×1, no bias (%2)",
                "logits = %3",
            ])
    }

    @Test func eliminateDeadNodes() throws {
        let graph = try Graph.build("g", input: [1, 4, 3, 5]) { x in
            _ = x.relu().conv("unused", 3, kernel: 1)
            return x.sigmoid()
        }
        try Self.check(
            graph, "EliminateDeadNodes",
            before: ["%1 = ReLU (%0)", "%2 = convolution 1×1 (%1), bias", "%3 = sigmoid (%0)", "logits = %3"],
            after: ["%3 = sigmoid (%0)", "logits = %3"])
    }

    @Test func foldBatchNormalizations() throws {
        let graph = try Graph.build("g", input: [1, 4, 3, 5]) { x in
            let folded = x.conv("c", 4, kernel: 1, bias: false).batchNorm("bn")
            // A convolution with two readers, and an operation that is not a convolution, keep a separate step for the
            // batch norm.
            let shared = folded.conv("d", 4, kernel: 1)
            return shared.batchNorm("twice") + shared.relu().batchNorm("alone")
        }
        try Self.check(
            graph, "FoldBatchNormalizations",
            before: [
                "%1 = convolution 1×1, no bias (%0)", "%2 = batch norm ε 1e-05 (%1), scaled, bias",
                "%3 = convolution 1×1 (%2), bias", "%4 = batch norm ε 1e-05 (%3), scaled, bias", "%5 = ReLU (%3)",
                "%6 = batch norm ε 1e-05 (%5), scaled, bias", "%7 = add (%4, %6)", "logits = %7",
            ],
            after: [
                "%2 = convolution 1×1, no bias (%0), scaled, bias", "%3 = convolution 1×1 (%2), bias",
                "%4 = convolution 1×1, 4 groups, no bias (%3), scaled, bias", "%5 = ReLU (%3)",
                "%6 = convolution 1×1, 4 groups, no bias (%5), scaled, bias", "%7 = add (%4, %6)", "logits = %7",
            ])
    }

    @Test func fuseActivations() throws {
        let graph = try Graph.build("g", input: [1, 4, 3, 5]) { x in
            let y = x.conv("c", 4, kernel: 1).silu().relu()
            // A sum can fuse only a clamp.
            return ((y + x).relu6() * x).sigmoid()
        }
        try Self.check(
            graph, "FuseActivations",
            before: [
                "%1 = convolution 1×1 (%0), bias", "%2 = SiLU (%1)", "%3 = ReLU (%2)", "%4 = add (%3, %0)",
                "%5 = ReLU6 (%4)", "%6 = multiply (%5, %0)", "%7 = sigmoid (%6)", "logits = %7",
            ],
            after: [
                "%2 = convolution 1×1 (%0), bias, SiLU", "%3 = ReLU (%2)", "%5 = add (%3, %0), ReLU6",
                "%6 = multiply (%5, %0)", "%7 = sigmoid (%6)", "logits = %7",
            ])
    }

    @Test func fuseResiduals() throws {
        let graph = try Graph.build("g", input: [1, 4, 3, 5]) { x in
            let before = (x.conv("a", 4, kernel: 1) + x).relu()
            let after = before.conv("b", 4, kernel: 1).relu() + before
            // The first sum cannot fuse after SiLU. Both terms of the second are one value.
            return (after.conv("c", 4, kernel: 1).silu() + after) * (x + x)
        }
        try Self.check(
            graph, "FuseActivations", "FuseResiduals",
            before: [
                "%1 = convolution 1×1 (%0), bias", "%3 = add (%1, %0), ReLU", "%5 = convolution 1×1 (%3), bias, ReLU",
                "%6 = add (%5, %3)", "%8 = convolution 1×1 (%6), bias, SiLU", "%9 = add (%8, %6)",
                "%10 = add (%0, %0)", "%11 = multiply (%9, %10)", "logits = %11",
            ],
            after: [
                "%1 = convolution 1×1 (%0), bias", "%3 = add (%1, %0), ReLU",
                "%6 = convolution 1×1 (%3), bias, ReLU, + %3", "%8 = convolution 1×1 (%6), bias, SiLU",
                "%9 = add (%8, %6)", "%10 = add (%0, %0)", "%11 = multiply (%9, %10)", "logits = %11",
            ])
        let open = try Graph.build("g", input: [1, 4, 3, 5]) { x in (x.conv("a", 4, kernel: 1) + x).relu() }
        try Self.check(
            open, "FuseResiduals",
            before: ["%1 = convolution 1×1 (%0), bias", "%2 = add (%1, %0)", "%3 = ReLU (%2)", "logits = %3"],
            after: ["%2 = convolution 1×1 (%0), bias, + %0", "%3 = ReLU (%2)", "logits = %3"])
    }

    @Test func fuseShuffles() throws {
        let graph = try Graph.build("g", input: [1, 8, 3, 5]) { x in
            let y = x.slice(4..<8).conv("c", 4, kernel: 1).relu()
            return concatenate(x.slice(0..<4), y).channelShuffle(groups: 2)
        }
        try Self.check(
            graph, "FuseActivations", "FuseShuffles",
            before: [
                "%1 = slice channels 4..<8 (%0)", "%3 = convolution 1×1 (%1), bias, ReLU",
                "%4 = slice channels 0..<4 (%0)", "%5 = concatenate (%4, %3)", "%6 = channel shuffle 2 groups (%5)",
                "logits = %6",
            ],
            after: [
                "%1 = slice channels 4..<8 (%0)", "%4 = slice channels 0..<4 (%0)",
                "%6 = convolution 1×1 (%1), bias, ReLU, interleaved with %4", "logits = %6",
            ])
    }
}
