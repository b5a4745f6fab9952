import SwiftletReports
import SwiftletTensors

extension HTMLReport {
    /// A page about one network's cost: the totals, the tree of blocks, and pictures of the cost's distribution.
    ///
    /// - Parameters:
    ///   - latency: The network's latency here, if measured.
    ///   - depth: The number of levels of blocks that are open at first. The page has all levels.
    public static func analysis(_ complexity: Complexity, _ latency: Latency? = nil, depth: Int = 2) -> String {
        let cost = complexity.cost
        var page = HTMLPage(
            title: complexity.name,
            lead: "What the network costs for an input of \(complexity.input), \(complexity.scalarType) throughout.",
            facts: [
                ("parameters", NumberText.count(cost.parameters)), ("MACs", NumberText.count(cost.macs)),
                ("FLOPs", NumberText.count(cost.flops)), ("activations", NumberText.count(cost.activations)),
                ("memory access", NumberText.bytes(cost.memoryAccessBytes)),
                ("peak memory", NumberText.bytes(complexity.peakMemoryBytes)),
                ("FLOP/byte", NumberText.significant(cost.arithmeticIntensity)),
                ("layers", "\(complexity.layers.count)"),
            ], footer: footer)
        page.sections = [
            .init(title: "Where the cost is", body: costCharts(complexity)),
            .init(title: "Kinds of layers", body: kindTable(complexity)),
            .init(title: "Blocks and layers", body: BlockTree(complexity, latency).html(depth: depth)),
        ]
        if let latency {
            page.facts[6] = ("measured", NumberText.significant(latency.measuredMilliseconds) + " ms")
            page.facts[7] = ("predicted", NumberText.significant(latency.predictedMilliseconds) + " ms")
            page.sections.insert(.init(title: "Where the time goes", body: timeCharts(latency)), at: 0)
        }
        return page.html()
    }

    private static func timeCharts(_ latency: Latency) -> String {
        let (complexity, blocks) = (latency.complexity, stages(latency.complexity))
        func milliseconds(_ block: BlockComplexity, _ time: (Latency.LayerTiming) -> Double) -> Double {
            block.layerIndices.reduce(0) { $0 + time(latency.layers[$1]) }
        }
        let bars = BarChart(
            title: "Milliseconds by block, measured and predicted",
            summary: "The measured time of each block beside what the machine's roofline predicts.",
            categories: blocks.map(\.path),
            series: [
                BarChart.Series("measured", blocks.map { milliseconds($0, \.measuredMilliseconds) }),
                BarChart.Series("predicted", blocks.map { milliseconds($0, \.predictedMilliseconds) }),
            ], label: "ms")
        let comparison = Comparison(
            [
                Comparison.Network(
                    complexity.name, family: "", top1: nil, complexity: complexity, timing: NetworkTiming(latency))
            ], roof: Comparison.Roof(latency.ceilings))
        let note =
            "The least of several runs on \(latency.threads) thread\(latency.threads == 1 ? "" : "s") with "
            + "\(latency.instructionSet.rawValue) kernels; layers that the engine fuses share a step's time in the proportion "
            + "of its prediction."
        return HTMLPage.paragraph(note, style: "note") + (comparison.roofline?.figure() ?? "")
            + HTMLPage.paragraph(rooflineNote, style: "note") + bars.figure()
    }

    private static func costCharts(_ complexity: Complexity) -> String {
        let blocks = stages(complexity)
        func series(
            _ blocks: [BlockComplexity], _ value: KeyPath<Cost, Int>, _ groups: [LayerGroup]
        ) -> [BarChart.Series] {
            groups.map { group in
                BarChart.Series(group.label, blocks.map { sum($0, complexity, group, value) })
            }
        }
        let present = Set(complexity.layers.map(\.kind.group))
        let working = blocks.filter { $0.macs > 0 }
        let macs = BarChart(
            title: "MACs by block", summary: "The multiply-accumulates of each block, by kind of layer.",
            categories: working.map(\.path),
            series: series(
                working, \.macs, [.pointwise, .depthwise, .dense, .grouped].filter { present.contains($0) }),
            label: "MACs", arrangement: .stacked)
        let bytes = BarChart(
            title: "Memory access by block",
            summary: "Bytes read and written by each block, layer by layer, by kind of layer.",
            categories: blocks.map(\.path),
            series: series(blocks, \.memoryAccessBytes, LayerGroup.allCases.filter { present.contains($0) }),
            label: "read and written", arrangement: .stacked, quantity: .bytes)
        return macs.figure() + bytes.figure() + memoryChart(complexity).figure()
    }

    /// The blocks of the deepest level that fits in a chart.
    private static func stages(_ complexity: Complexity) -> [BlockComplexity] {
        let levels = (1...3).map {
            complexity.summed(byBlockDepth: $0).filter { $0.macs > 0 || $0.memoryAccessBytes > 0 }
        }
        return levels.last { $0.count <= 32 } ?? Array(levels[0].prefix(64))
    }

    private static func sum(
        _ block: BlockComplexity, _ complexity: Complexity, _ group: LayerGroup, _ value: KeyPath<Cost, Int>
    ) -> Double {
        block.layerIndices.reduce(0) { total, index in
            let layer = complexity.layers[index]
            return layer.kind.group == group ? total + Double(layer.cost[keyPath: value]) : total
        }
    }

    private static func memoryChart(_ complexity: Complexity) -> LineChart {
        // Fewer than 800 points, each the maximum of adjacent layers: a screen cannot tell more apart.
        let step = max(1, complexity.layers.count / 400)
        let points = stride(from: 0, to: complexity.layers.count, by: step).map { start in
            let part = complexity.layers[start..<min(start + step, complexity.layers.count)]
            return LineChart.Series.Point(Double(start + 1), Double(part.map(\.liveMemoryBytes).max() ?? 0))
        }
        let peak = complexity.peakLayer?.name ?? ""
        return LineChart(
            title: "Memory held while each layer runs",
            summary: "Bytes of live activations over the layers; the most, "
                + "\(NumberText.bytes(complexity.peakMemoryBytes)), while \(peak) runs.",
            xAxis: Axis("layer"), yAxis: Axis("live activations", .linear, .bytes),
            series: [LineChart.Series("", points)], hasMarkers: false, peakName: peak)
    }

    private static func kindTable(_ complexity: Complexity) -> String {
        let total = complexity.cost
        func shares(_ parts: [Int], _ whole: Int) -> [String] {
            parts.map { whole == 0 ? "–" : NumberText.fixed(100 * Double($0) / Double(whole), 1) + " %" }
        }
        let kinds = complexity.summed(by: \.kind).sorted { $0.cost.macs > $1.cost.macs }
        let costs = kinds.map(\.cost)
        var table = HTMLTable(rows: kinds.count)
        table.append("kind", kinds.map(\.key.label))
        table.append("layers", kinds.map { kind in Double(complexity.layers.count { $0.kind == kind.key }) })
        table.append("parameters", costs.map { Double($0.parameters) })
        table.append("MACs", costs.map { Double($0.macs) })
        table.append("of MACs", shares(costs.map(\.macs), total.macs), isNumber: true)
        table.append("memory access", costs.map { Double($0.memoryAccessBytes) }, .bytes)
        table.append(
            "of memory access", shares(costs.map(\.memoryAccessBytes), total.memoryAccessBytes), isNumber: true)
        table.append("FLOP/byte", costs.map(\.arithmeticIntensity), digits: 2)
        return table.html()
    }
}

extension Complexity {
    /// The first layer with the most live activations.
    public var peakLayer: LayerComplexity? { layers.first { $0.liveMemoryBytes == peakMemoryBytes } }
}

extension LayerKind {
    /// The name for people.
    var label: String {
        switch self {
        case .elementwise: "element-wise"
        case .movement: "data movement"
        default: rawValue
        }
    }
}
