import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The lowered graph before and after each lowering pass.
@Suite struct LoweringTests {
    private static func check(
        _ graph: Graph, _ passes: String..., overrides: CompilationOverrides = .init(), before: [String],
        after: [String], location: SourceLocation = #_sourceLocation
    ) throws {
        let weights = OracleRule.weights(for: graph, exponents: [:])
        func listing(_ passes: [String]) throws -> [String] {
            try CompilerListing.lowered(
                graph, weights: weights, configuration: .init(threads: 1, tuning: TuningTable()), overrides: overrides,
                passes: passes)
        }
        #expect(try listing(Array(passes.dropLast())) == before, sourceLocation: location)
        #expect(try listing(passes) == after, sourceLocation: location)
    }

    private static func invertedResidual() throws -> Graph {
        try Graph.build("g", input: [1, 8, 12, 12]) { x in
            x
                + x.conv("expand", 48, kernel: 1).relu6().conv("depthwise", 48, kernel: 3, padding: 1, groups: 48)
                .relu6()
                .conv("project", 8, kernel: 1)
        }
    }

    @Test func joinExpansions() throws {
        try Self.check(
            Self.invertedResidual(), "joinExpansions",
            before: [
                "%2 = product 1×1 (%0), bias, ReLU6", "%4 = depthwise 3×3 (%2), bias, ReLU6",
                "%6 = product 1×1 (%4), bias, + %0", "logits = %6",
            ],
            after: [
                "%4 = product 1×1 → depthwise 3×3 (%0), bias, ReLU6", "%6 = product 1×1 (%4), bias, + %0",
                "logits = %6",
            ])
    }

    @Test func joinInvertedResiduals() throws {
        try Self.check(
            Self.invertedResidual(), "joinExpansions", "joinInvertedResiduals", overrides: .init(fusesRows: true),
            before: [
                "%4 = product 1×1 → depthwise 3×3 (%0), bias, ReLU6", "%6 = product 1×1 (%4), bias, + %0",
                "logits = %6",
            ],
            after: ["%6 = product 1×1 → depthwise 3×3 → product 1×1 (%0), bias, + %0", "logits = %6"])
        // A stem takes the place of the expansion. Its map is too small to join unless forced.
        let stem = try Graph.build("g", input: [1, 3, 12, 12]) { x in
            x.conv("stem", 16, kernel: 3, stride: 2, padding: 1).relu().conv(
                "dw", 16, kernel: 3, padding: 1, groups: 16
            )
            .conv("pw", 8, kernel: 1)
        }
        let apart = [
            "%2 = product 3×3 (%0), bias, ReLU", "%3 = depthwise 3×3 (%2), bias", "%4 = product 1×1 (%3), bias",
            "logits = %4",
        ]
        try Self.check(stem, "joinInvertedResiduals", before: apart, after: apart)
        try Self.check(
            stem, "joinInvertedResiduals", overrides: .init(fusesRows: true), before: apart,
            after: ["%4 = product 3×3 → depthwise 3×3 → product 1×1 (%0), bias", "logits = %4"])
    }

    @Test func scaleWeights() throws {
        let graph = try Graph.build("g", input: [1, 8, 12, 12]) { x in
            let scaled = x * x.globalAveragePool().sigmoid()
            return scaled.conv("few", 8, kernel: 1).globalAveragePool()
        }
        try Self.check(
            graph, "scaleWeights",
            before: [
                "%1 = global average pool (%0)", "%2 = sigmoid (%1)", "%3 = multiply (%0, %2)",
                "%4 = product 1×1 (%3), bias", "%5 = global average pool (%4)", "logits = %5",
            ],
            after: [
                "%1 = global average pool (%0)", "%2 = sigmoid (%1)", "%4 = product 1×1 (%0), bias, input × %2",
                "%5 = global average pool (%4)", "logits = %5",
            ])
        // 150 weights per channel for 144 pixels.
        let many = try Graph.build("g", input: [1, 8, 12, 12]) { x in
            (x * x.globalAveragePool()).conv("many", 150, kernel: 1)
        }
        let apart = [
            "%1 = global average pool (%0)", "%2 = multiply (%0, %1)", "%3 = product 1×1 (%2), bias", "logits = %3",
        ]
        try Self.check(many, "scaleWeights", before: apart, after: apart)
    }

    @Test func insertPadding() throws {
        let graph = try Graph.build("g", input: [1, 3, 12, 12]) { x in
            x.conv("a", 8, kernel: 5, padding: 2).conv("b", 8, kernel: 3, padding: 1, groups: 8)
                .conv("c", 8, kernel: 3, padding: 1)
        }
        try Self.check(
            graph, "insertPadding", overrides: .init(algorithm: .winograd),
            before: [
                "%1 = product 5×5 (%0), bias", "%2 = depthwise 3×3 (%1), bias", "%3 = winograd (%2), bias",
                "logits = %3",
            ],
            after: [
                "%4 = pad top 2, left 2, bottom 2, right 2 (%0)", "%1 = product 5×5 (%4), bias",
                "%2 = depthwise 3×3 (%1), bias", "%3 = winograd (%2), bias", "logits = %3",
            ])
    }

    /// A table's choice for one way to share a batch does not bind the other way.
    @Test func theClassifierOfABatchChoosesAnew() throws {
        let graph = try Graph.build("g", input: [4, 8, 2, 2]) { x in
            x.conv("expand", 32, kernel: 1).relu6().conv("depthwise", 32, kernel: 3, stride: 2, padding: 1, groups: 32)
                .conv("project", 16, kernel: 1).flatten().linear("fc", 5)
        }
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let input = OracleRule.input(shape: [4, 8, 2, 2])
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)["logits"]!.floats()
        let first = try Program(
            graph, weights: weights, configuration: .init(threads: 2, tuning: TuningTable()),
            overrides: .init(splitsBatchByImage: true))
        for layer in first.layers where layer.kind == .expandedDepthwise {
            var table = TuningTable()
            try table.choose(.separate, for: layer)
            let program = try Program(
                graph, weights: weights, configuration: .init(threads: 2, tuning: table),
                overrides: .init(splitsBatchByImage: true))
            let values = try program.run(input)["logits"]!.floats()
            for (value, truth) in zip(values, expected) { #expect(abs(value - truth) <= 1e-4 * max(1, abs(truth))) }
        }
        #expect(first.layers.contains { $0.kind == .expandedDepthwise })
    }
}
