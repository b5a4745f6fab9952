import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// Every way to compute a layer, against the reference executor.
@Suite struct TileTests {
    /// Checks the graph with each choice for its layer of `kind`.
    private static func check(
        _ graph: Graph, _ kind: LayerKey.Kind, _ set: InstructionSet, threads: Int,
        _ choices: (LayerKey) -> [LayerChoice]
    ) throws {
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let plain = EngineConfiguration(threads: threads, instructionSet: set, tuning: TuningTable())
        let together = CompilationOverrides(splitsBatchByImage: false)
        let layers = try Program(graph, weights: weights, configuration: plain, overrides: together).layers
        let layer = try #require(layers.first { $0.kind == kind })
        let input = OracleRule.input(shape: graph.shape(of: graph.inputs[0]))
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)["logits"]!.floats()
        let largest = expected.reduce(1e-3) { max($0, abs($1)) }
        for choice in choices(layer) {
            var configuration = plain
            try configuration.tuning.choose(choice, for: layer)
            let program = try Program(
                graph, weights: weights, configuration: configuration, overrides: together)
            // The second run meets an arena with the first run's values.
            for _ in 0..<2 {
                let values = try program.run(input)["logits"]!.floats()
                let error = zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest
                #expect(error <= 1e-4, "\(layer): \(choice): off by \(error)")
            }
        }
    }

    private static func divisors(of count: Int) -> [Int] { (1...count).filter { count % $0 == 0 } }

    @Test(arguments: InstructionSet.available, 1...4)
    func everyTileOfAProduct(set: InstructionSet, threads: Int) throws {
        let graphs = [
            // A line of 5 · 7 pixels, and columns that end within a vector.
            try Graph.build("pointwise", input: [1, 19, 5, 7]) { $0.conv("c", 77, kernel: 1).relu6() },
            // Lines of one row, with distant taps.
            try Graph.build("strided", input: [2, 5, 9, 27]) {
                $0.conv("c", 41, kernel: 3, stride: 2, padding: 1, dilation: 2).hardSwish()
            },
            // Blocks within each group.
            try Graph.build("grouped", input: [1, 12, 4, 13]) { $0.conv("c", 3 * 37, kernel: 1, groups: 3).silu() },
            // A line over all pictures.
            try Graph.build("linear", input: [5, 31, 1, 1]) { $0.flatten().linear("fc", 70) },
            try Graph.build("residual", input: [1, 40, 3, 13]) { x in x.conv("c", 40, kernel: 1) + x },
            try Graph.build("shuffle", input: [1, 44, 3, 13]) { x in
                concatenate(x.slice(0..<22), x.slice(22..<44).conv("c", 22, kernel: 1).relu()).channelShuffle(groups: 2)
            },
        ]
        for graph in graphs {
            try Self.check(graph, .convolution, set, threads: threads) { layer in
                let panels = (layer.output.channels / layer.groups + set.panelColumns - 1) / set.panelColumns
                return (1...set.tileRows).flatMap { rows in
                    (1...panels).flatMap { panels in
                        Self.divisors(of: threads).map {
                            .product(ProductTiling(tileRows: rows, panels: panels, tileParts: $0))
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: InstructionSet.available, 1...4)
    func everyBlockOfADepthwiseConvolution(set: InstructionSet, threads: Int) throws {
        for (step, kernel) in [(1, 3), (2, 5)] {
            let graph = try Graph.build("depthwise", input: [2, 83, 7, 11]) {
                $0.conv("c", 83, kernel: Size(kernel, kernel), stride: Size(step, step), padding: .same, groups: 83)
                    .silu()
            }
            try Self.check(graph, .depthwise, set, threads: threads) { _ in
                stride(from: 16, through: 96, by: 16).map { .depthwise(channels: $0) }
            }
        }
    }

    @Test(arguments: InstructionSet.available, 1...4)
    func everyBlockOfAnExpandedDepthwiseConvolution(set: InstructionSet, threads: Int) throws {
        for (step, kernel, padding) in [(1, 3, Padding.symmetric(1)), (2, 5, .same), (2, 3, .none)] {
            let graph = try Graph.build("expanded", input: [2, 9, 9, 29]) {
                $0.conv("expand", 70, kernel: 1).relu6().conv(
                    "depthwise", 70, kernel: Size(kernel, kernel), stride: Size(step, step), padding: padding,
                    groups: 70
                ).hardSwish()
            }
            try Self.check(graph, .expandedDepthwise, set, threads: threads) { layer in
                let blocks = stride(from: set.panelColumns, to: 70 + set.panelColumns, by: set.panelColumns)
                let cuts = blocks.flatMap { channels in
                    (1...layer.output.height).map { rows in
                        LayerChoice.fused(
                            ExpansionBlocking(
                                channels: channels, rows: rows, tileRows: 1 + (channels + rows) % set.tileRows))
                    }
                }
                let tiles = (1...set.tileRows).map {
                    LayerChoice.fused(ExpansionBlocking(channels: set.panelColumns, rows: 2, tileRows: $0))
                }
                return cuts + tiles + [.separate]
            }
        }
    }

    /// The default choice and the measured candidates are legal for the layer.
    @Test func expectedChoicesAndCandidatesAreLegal() throws {
        var random = SplitMix64(state: 7)
        for index in 0..<400 {
            let depthwise = index % 2 == 1
            let channels = Int.random(in: 2...600, using: &random)
            let kernel = [1, 3, 5, 7][index % 4]
            let size = Size(.random(in: 1...60, using: &random), .random(in: 1...60, using: &random))
            let graph = try Graph.build("layer", input: [1 + index % 3, 1 + index % 50, size.height, size.width]) { x in
                let y = x.conv("a", channels, kernel: 1)
                return depthwise
                    ? y.conv("b", channels, kernel: Size(kernel, kernel), padding: .same, groups: channels) : y
            }
            for set in InstructionSet.allCases {
                for fusion in [true, false] where InstructionSet.available.contains(set) {
                    let program = try Program(
                        graph, weights: OracleRule.weights(for: graph, exponents: [:]),
                        configuration: .init(
                            threads: 1 + index % 4, instructionSet: set, fusion: fusion, tuning: TuningTable()))
                    for layer in program.layers {
                        let expected = LayerChoice.default(for: layer)
                        let candidates = LayerChoice.candidates(for: layer, limit: 20)
                        #expect(expected.problem(for: layer) == nil)
                        #expect(candidates.allSatisfy { $0.problem(for: layer) == nil })
                        #expect(Set(candidates).count == candidates.count && candidates.count <= 20)
                        #expect(!candidates.contains(expected))
                    }
                }
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func theLimitsAreThoseOfTheKernels(set: InstructionSet) {
        #expect(set.tileRows == set.kernels.tileRows)
        #expect(set.panelColumns == set.kernels.panelColumns)
    }
}
