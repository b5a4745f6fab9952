import Swiftlet
import Testing

@Suite struct LatencyTableTests {
    @Test func everyDifferentOperatorOnce() throws {
        let graph = try Catalogue.entry("shufflenet_v2_x0_5").graph(NetworkOptions(height: 64, width: 64))
        let table = try LatencyTable(of: graph, configuration: EngineConfiguration(threads: 1))
        #expect(Set(table.entries.map(\.operator)).count == table.entries.count)
        let complexity = Complexity(of: graph)
        let covered = table.entries.flatMap(\.layers)
        #expect((covered + table.omitted).sorted() == complexity.layers.map(\.name).sorted())
        #expect(table.entries.allSatisfy { $0.leastMilliseconds > 0 && $0.milliseconds >= $0.leastMilliseconds })
        #expect(table.entries.reduce(0) { $0 + $1.macs * $1.layers.count } == complexity.macs)
        #expect(table.entries.count < covered.count)
    }

    /// LeNet has linear layers, which a network cannot begin with; ghost modules have sums and gates.
    @Test(arguments: ["lenet5", "ghostnet_050", "shufflenet_g3", "espnet"])
    func anyNetwork(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let options = name == "lenet5" ? NetworkOptions() : NetworkOptions(height: 64, width: 64)
        let table = try LatencyTable(of: entry.graph(options), configuration: EngineConfiguration(threads: 1))
        #expect(!table.entries.isEmpty)
    }

    /// An entry for each layer that the engine computes: a batch norm behind a convolution is folded into it, one behind a
    /// pool is not.
    @Test func theEngineDecidesWhatHasAnEntry() throws {
        let graph = try Graph.build("norms", input: [1, 8, 16, 16]) { x in
            x.conv("conv", 8, kernel: 1).batchNorm("folded").relu().maxPool(2, stride: 2).batchNorm("apart")
                .dropout(0.5).globalAveragePool().flatten().linear("fc", 4)
        }
        let table = try LatencyTable(of: graph, configuration: EngineConfiguration(threads: 1))
        let covered = Set(table.entries.flatMap(\.layers))
        #expect(covered.isSuperset(of: ["conv", "apart", "fc"]))
        let layers = Complexity(of: graph).layers
        #expect(Set(table.omitted) == Set(layers.map(\.name)).subtracting(covered))
        #expect(table.omitted.count == 3 && table.omitted.contains("folded"))
    }

    @Test(arguments: SearchSpace.allCases)
    func spacesHaveValidBlocks(_ space: SearchSpace) throws {
        let blocks = space.blocks
        #expect(Set(blocks).count == blocks.count && blocks.count > 40)
        for block in blocks {
            let graph = try block.graph()
            try graph.validate()
            let output = try #require(graph.outputs["logits"].map { graph.shape(of: $0) })
            #expect(output == [1, block.outputs, block.side / block.stride, block.side / block.stride])
            let depthwise = try #require(Complexity(of: graph).layers.first { $0.kind == .depthwise })
            #expect(depthwise.window?.kernel == Size(square: block.kernel))
            #expect(depthwise.output.channels == block.inputs * block.expansion)
        }
        // The maps of each stage are those that the stage before gives.
        #expect(Set(blocks.map(\.side)) == Set([112, 56, 28, 14, 7]).intersection(blocks.map(\.side)))
        #expect(blocks.contains { $0.stride == 1 && $0.inputs == $0.outputs })
    }
}
