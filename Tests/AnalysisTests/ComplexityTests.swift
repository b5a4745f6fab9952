import Swiftlet
import Testing

@Suite struct ComplexityTests {
    /// The rows of the catalogue are the reference's numbers.
    @Test(arguments: Catalogue.entries.map(\.name))
    func totalsAreTheReferences(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let complexity = Complexity(of: try entry.graph())
        #expect(complexity.parameters == entry.parameters)
        #expect(complexity.macs == entry.macs)
        #expect(complexity.flops == 2 * complexity.macs + complexity.elementwiseOperations)
        #expect(Set(complexity.layers.map(\.name)).count == complexity.layers.count)
        #expect(complexity.layers.map(\.macs).reduce(0, +) == complexity.macs)
        #expect(complexity.layers.map(\.liveMemoryBytes).max() == complexity.peakMemoryBytes)
        // However deep the tree is cut, its parts are the whole.
        for depth in [1, 2, 100] {
            let parts = complexity.summed(byBlockDepth: depth)
            #expect(parts.map(\.cost).reduce(.zero, +) == complexity.cost)
            #expect(parts.flatMap(\.layerIndices).sorted() == Array(complexity.layers.indices))
        }
        #expect(complexity.summed { $0.kind.group }.map(\.cost).reduce(.zero, +) == complexity.cost)
    }

    @Test(arguments: try Fixtures.fvcore().keys.sorted())
    func everyLayerIsFvcores(_ name: String) throws {
        let counts = try #require(try Fixtures.fvcore()[name])
        let complexity = Complexity(of: try Catalogue.entry(name).graph())
        let counted = complexity.layers.filter { $0.macs > 0 }
        #expect(Dictionary(uniqueKeysWithValues: counted.map { ($0.name, $0.macs) }) == counts.macs)
        #expect(Dictionary(uniqueKeysWithValues: counted.map { ($0.name, $0.activations) }) == counts.activations)
    }

    @Test func activationsAreTimms() throws {
        let rows = try Fixtures.timmActivations()
        #expect(rows.count >= 10)
        for row in rows {
            let graph = try Catalogue.entry(row.name).graph(NetworkOptions(height: row.side, width: row.side))
            let millions = Double(Complexity(of: graph).activations) / 1e6
            #expect(abs(millions - row.millions) < 0.005, "\(row.name) at \(row.side): \(millions)")
        }
    }

    @Test func everyKindIsTold() throws {
        let complexity = Complexity(of: try Catalogue.entry("mobilenet_v3_large").graph())
        let expansion = try #require(complexity.layer(named: "features.4.block.0.0"))
        #expect(expansion.kind == .pointwise && expansion.window?.kernel == 1 && expansion.groups == 1)
        let depthwise = try #require(complexity.layer(named: "features.4.block.1.0"))
        #expect(depthwise.kind == .depthwise && depthwise.window?.kernel == 5 && depthwise.window?.stride == 2)
        #expect(depthwise.output == [1, 72, 28, 28] && depthwise.input == [1, 72, 56, 56])
        #expect(depthwise.macs == 72 * 28 * 28 * 25 && depthwise.parameters == 72 * 25)
        #expect(depthwise.memoryAccessBytes == 4 * (72 * 56 * 56 + 72 * 28 * 28 + 72 * 25))
        #expect(complexity.layer(named: "features.4.block.1.1")?.kind == .normalization)
        #expect(complexity.layer(named: "features.0.0")?.kind == .dense)
        #expect(complexity.layer(named: "classifier.3")?.kind == .linear)
        let kinds = Set(complexity.layers.map(\.kind))
        #expect(kinds.isSuperset(of: [.activation, .pooling, .elementwise, .movement]))
        let shuffle = Complexity(of: try Catalogue.entry("shufflenet_g3").graph())
        #expect(Set(shuffle.layers.map(\.kind)).isSuperset(of: [.grouped, .movement]))
    }

    /// Groups are a kind of their own, whatever the kernel; dense reads every channel.
    @Test func groupedIsNotDense() throws {
        func group(channels: Int, _ outputs: Int, kernel: Int, groups: Int) throws -> LayerGroup {
            let graph = try Graph.build("x", input: [1, channels, 8, 8]) { x in
                x.conv(
                    "c", outputs, kernel: Size(square: kernel), padding: kernel == 3 ? 1 : 0, groups: groups)
            }
            return try #require(Complexity(of: graph).layers.first).kind.group
        }
        #expect(try group(channels: 8, 16, kernel: 1, groups: 1) == .pointwise)
        #expect(try group(channels: 8, 16, kernel: 1, groups: 2) == .grouped)
        #expect(try group(channels: 8, 16, kernel: 3, groups: 4) == .grouped)
        #expect(try group(channels: 8, 16, kernel: 3, groups: 8) == .depthwise)
        #expect(try group(channels: 8, 16, kernel: 3, groups: 1) == .dense)
        // ShuffleNet's MACs are in grouped 1×1 convolutions.
        let costs = Complexity(of: try Catalogue.entry("shufflenet_g3").graph()).summed(by: \.kind.group)
        let macs = Dictionary(uniqueKeysWithValues: costs.map { ($0.key, $0.cost.macs) })
        #expect(try #require(macs[.grouped]) > 90_000_000 && macs[.dense, default: 0] < 20_000_000)
        let resnext = Complexity(of: try Catalogue.entry("resnext50_32x4d").graph()).summed(by: \.kind.group)
        #expect(resnext.contains { $0.key == .grouped && $0.cost.macs > 100_000_000 })
    }

    @Test func thePeakHasALayer() throws {
        let complexity = Complexity(of: try Catalogue.entry("mobilenet_v2").graph())
        let peak = try #require(complexity.peakLayer)
        #expect(peak.name.hasPrefix("features.2.") && peak.liveMemoryBytes == complexity.peakMemoryBytes)
    }

    /// One layer of each kind, by hand: a 2×8×6×6 map.
    @Test func elementwiseOperationsByHand() throws {
        func layer(_ body: (Value) -> Value) throws -> LayerComplexity {
            try #require(Complexity(of: try Graph.build("x", input: [2, 8, 6, 6]) { x in body(x) }).layers.first)
        }
        let map = 2 * 8 * 6 * 6
        #expect(try layer { $0.relu() }.flops == map)
        #expect(try layer { $0.hardSwish() }.flops == 5 * map)
        #expect(try layer { $0.batchNorm("n") }.flops == 2 * map)
        #expect(try layer { $0.batchNorm("n") }.parameters == 16)
        #expect(try layer { $0.batchNorm("n") }.memoryAccessBytes == 4 * (2 * map + 4 * 8))
        #expect(try layer { $0 + $0 }.flops == map)
        #expect(try layer { $0.maxPool(2) }.flops == 3 * 2 * 8 * 9)
        #expect(try layer { $0.averagePool(2) }.flops == 4 * 2 * 8 * 9)
        #expect(try layer { $0.globalAveragePool() }.flops == map)
        // Cells 0..<2, 1..<3, 3..<5, 4..<6 of six pixels: eight in each direction.
        #expect(try layer { $0.adaptiveAveragePool(4) }.flops == 2 * 8 * 8 * 8)
        #expect(try layer { $0.flatten() }.memoryAccessBytes == 0)
        #expect(try layer { $0.channelShuffle(groups: 2) }.memoryAccessBytes == 8 * map)
        #expect(try layer { $0.slice(0..<4) }.memoryAccessBytes == 4 * map)
        #expect(try layer { $0.conv("c", 4, kernel: 1) }.flops == 2 * 2 * 4 * 36 * 8 + 2 * 4 * 36)
        #expect(try layer { $0.conv("c", 4, kernel: 1, bias: false) }.elementwiseOperations == 0)
        #expect(
            try layer { $0.transposedConv("t", 4, kernel: 2, stride: 2, bias: false) }.macs == 2 * 8 * 36 * 4 * 4)
    }

    @Test func bytesScaleWithTheScalarType() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph()
        let full = Complexity(of: graph)
        for (type, divisor) in [(ScalarType.float16, 2), (.bfloat16, 2), (.int8, 4)] {
            let small = Complexity(of: graph, scalarType: type)
            #expect(small.memoryAccessBytes * divisor == full.memoryAccessBytes)
            #expect(small.peakMemoryBytes * divisor == full.peakMemoryBytes)
            #expect(small.flops == full.flops)
        }
    }

    /// MobileNetV2's peak is the first expansion: its input and its 96 maps of 112×112 — the batch norm that follows reads
    /// and writes those 96.
    @Test func peakMemoryByHand() throws {
        #expect(
            Complexity(of: try Catalogue.entry("mobilenet_v2").graph()).peakMemoryBytes == 2 * 96 * 112 * 112 * 4)
        // A residual is held over its branch.
        let graph = try Graph.build("residual", input: [1, 4, 8, 8]) { x in
            let y = x.relu()
            return y + y.conv("a", 4, kernel: 1).conv("b", 4, kernel: 1)
        }
        #expect(Complexity(of: graph).layers.map(\.liveMemoryBytes) == [2, 2, 3, 3].map { $0 * 4 * 64 * 4 })
    }

    @Test func aSharedWeightCountsOnce() throws {
        let graph = try Graph.build("shared", input: [1, 4, 8, 8]) { x in
            x.conv("c", 4, kernel: 1).conv("c", 4, kernel: 1)
        }
        let complexity = Complexity(of: graph)
        #expect(complexity.parameters == 20 && graph.parameterCount == 20)
        #expect(complexity.layers.map(\.parameters) == [20, 0])
        #expect(complexity.layers.map(\.name) == ["c", "c_2"])
    }

    @Test func numbersStopAtTheirLimit() throws {
        let graph = try Graph.build("huge", input: [1, 16, 1 << 14, 1 << 14]) { x in
            x.conv("c", 1 << 12, kernel: 4095, padding: 2047, bias: false)
        }
        let complexity = Complexity(of: graph)
        #expect(complexity.macs == .max && complexity.flops == .max)
        #expect(complexity.layers[0].arithmeticIntensity.isFinite)
        var network = try Graph.build("deep", input: [1, 1, 1, 1]) { x in
            (0..<200).reduce(x) { value, _ in
                value.pad(ResolvedPadding(top: 4096, left: 0, bottom: 0, right: 0)).maxPool(Size(4096, 1))
            }
        }
        network.name = "deep"
        let axis = try #require(Complexity(of: network).layers.last?.receptiveField?.vertical)
        #expect(axis.size.isFinite && axis.stride.isFinite && axis.centre.isFinite)
        #expect(Complexity(of: Graph(name: "empty")).layers.isEmpty)
    }

    @Test func efficientNetB7InLessThanATenthOfASecond() throws {
        let graph = try Catalogue.entry("efficientnet_b7").graph()
        var layers = 0
        // The best of a few: other tests run at the same time.
        let duration = (0..<5).map { _ in
            ContinuousClock().measure { layers = Complexity(of: graph).layers.count }
        }.min()!
        #expect(layers == graph.nodes.count && duration < .milliseconds(100), "\(duration)")
    }
}
