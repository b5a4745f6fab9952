import Swiftlet
import Testing

/// Costs, channels and receptive fields of operations that no network of the catalogue has.
@Suite struct OperationAnalysisTests {
    private let graph: Graph

    init() throws {
        graph = try Graph.build("norm", input: [2, 8, 6, 6]) {
            $0.conv("c", 8, kernel: 3, stride: 2, padding: 1, groups: 8).layerNorm2d("n")
        }
    }

    /// A map of 2×8×3×3, by hand.
    @Test func layerNormsCost() throws {
        let complexity = Complexity(of: graph)
        let layer = try #require(complexity.layer(named: "n"))
        let map = 2 * 8 * 3 * 3
        #expect(layer.kind == .normalization && layer.kind.group == .elementwise)
        #expect(layer.macs == 0 && layer.activations == 0)
        #expect(layer.elementwiseOperations == 7 * map && layer.flops == 7 * map)
        #expect(layer.parameters == 16)
        #expect(layer.memoryAccessBytes == 4 * (2 * map + 16))
        #expect(layer.window == nil && layer.groups == nil)
        #expect(layer.operation == "layer norm ε 1e-06" && layer.slug == "layer_norm")
        // Input and output live at once.
        #expect(layer.liveMemoryBytes == 4 * 2 * map)
        #expect(Complexity(of: graph, scalarType: .bfloat16).layer(named: "n")?.memoryAccessBytes == 4 * map + 32)
    }

    @Test func layerNormsSeeNoOtherPixel() throws {
        let layers = Complexity(of: graph).layers
        #expect(layers[1].receptiveField == layers[0].receptiveField && layers[1].receptiveField?.size == 3)
    }

    @Test func layerNormsReadEveryChannel() {
        let dependencies = graph.channelDependencies()
        #expect(dependencies[1] == (0..<8).map { [$0] })
        #expect(dependencies[2] == [Set<Int>](repeating: Set(0..<8), count: 8))
    }

    /// A latency table has an entry for it.
    @Test func layerNormsAreTimed() throws {
        let table = try LatencyTable(of: graph, configuration: EngineConfiguration(threads: 1))
        #expect(table.entries.map(\.layers) == [["c"], ["n"]] && table.omitted.isEmpty)
    }
}
