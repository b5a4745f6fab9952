import Tensors

extension HTMLReport {
    /// A page about what one network costs: the totals, the tree of its blocks, and pictures of where the cost is.
    ///
    /// - Parameter depth: How many levels of blocks are open at first; all are there.
    public static func analysis(_ complexity: Complexity, depth: Int = 2) -> String {
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
            .init(title: "Blocks and layers", body: tree(complexity, depth: depth)),
        ]
        return page.html()
    }

    private static func costCharts(_ complexity: Complexity) -> String {
        let blocks = stages(complexity)
        let working = blocks.filter { $0.macs > 0 }
        let macs = BarChart(
            title: "MACs by block", summary: "The multiply-accumulates of each block, by kind of layer.",
            categories: working.map(\.path),
            series: LayerGroup.allCases.filter { [.pointwise, .depthwise, .dense].contains($0) }.map { group in
                BarChart.Series(group.label, working.map { sum($0, complexity, group, \.macs) })
            }, label: "MACs", arrangement: .stacked)
        let bytes = BarChart(
            title: "Memory access by block",
            summary: "Bytes read and written by each block, layer by layer, by kind of layer.",
            categories: blocks.map(\.path),
            series: LayerGroup.allCases.map { group in
                BarChart.Series(group.label, blocks.map { sum($0, complexity, group, \.memoryAccessBytes) })
            }, label: "bytes", arrangement: .stacked)
        return macs.figure() + bytes.figure() + memoryChart(complexity).figure()
    }

    /// The blocks of the deepest level that a chart has room for.
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
        // A point for each of at most 400 layers: more than a screen can tell apart.
        let step = max(1, complexity.layers.count / 400)
        let points = stride(from: 0, to: complexity.layers.count, by: step).map { start in
            let part = complexity.layers[start..<min(start + step, complexity.layers.count)]
            return LineChart.Series.Point(Double(start + 1), Double(part.map(\.liveMemoryBytes).max() ?? 0))
        }
        return LineChart(
            title: "Memory held while each layer runs", summary: "Bytes of live activations over the layers.",
            xAxis: Axis("layer"), yAxis: Axis("bytes"), series: [LineChart.Series("", points)], hasMarkers: false)
    }

    private static func kindTable(_ complexity: Complexity) -> String {
        let total = complexity.cost
        func share(_ part: Int, _ whole: Int) -> String {
            whole == 0 ? "–" : NumberText.fixed(100 * Double(part) / Double(whole), 1) + " %"
        }
        let rows = complexity.summed(by: \.kind).sorted { $0.cost.macs > $1.cost.macs }.map { kind, cost in
            [
                kind.label, "\(complexity.layers.count { $0.kind == kind })", NumberText.count(cost.parameters),
                NumberText.count(cost.macs), share(cost.macs, total.macs),
                NumberText.bytes(cost.memoryAccessBytes),
                share(cost.memoryAccessBytes, total.memoryAccessBytes),
                NumberText.significant(cost.arithmeticIntensity),
            ]
        }
        let titles = ["kind", "layers", "parameters", "MACs", "share", "memory access", "share", "FLOP/byte"]
        return HTMLTable(
            columns: titles.enumerated().map { .init(title: $1, isNumber: $0 > 0) }, rows: rows
        ).html()
    }

    /// Blocks that fold without a script.
    private static func tree(_ complexity: Complexity, depth: Int) -> String {
        let head = ["block", "output", "params", "MACs", "share", "memory", "FLOP/byte"]
        let total = complexity.macs
        func cells(_ block: BlockComplexity, indent: Int) -> String {
            let share = total == 0 ? 0 : Double(block.macs) / Double(total)
            let bar = "<i class=\"bar\" style=\"width:\(NumberText.fixed(2.2 * share, 2))em\"></i>"
            let shape = block.layerIndices.last.map { complexity.layers[$0].output.description } ?? ""
            let name = block.name.isEmpty ? complexity.name : block.name
            let kind = block.layer.map { " <span class=\"kind\">\(Markup.escaped($0.kind.label))</span>" } ?? ""
            let label = block.layer == nil ? "<b>\(Markup.escaped(name))</b>" : Markup.escaped(name)
            return """
                <span style="padding-left:\(NumberText.fixed(Double(min(indent, 12)) * 0.9, 1))em">\(label)\(kind)</span>\
                <span>\(shape)</span><span>\(NumberText.count(block.parameters))</span>\
                <span>\(NumberText.count(block.macs))</span><span>\(bar)\(NumberText.fixed(100 * share, 1)) %</span>\
                <span>\(NumberText.bytes(block.memoryAccessBytes))</span>\
                <span>\(NumberText.significant(block.arithmeticIntensity))</span>
                """
        }
        func html(_ block: BlockComplexity, level: Int) -> String {
            let row = cells(block, indent: level)
            guard !block.children.isEmpty else { return "<div class=\"row leaf\">\(row)</div>\n" }
            let inner = block.children.map { html($0, level: level + 1) }.joined()
            return
                "<details\(level < depth ? " open" : "")><summary class=\"row\">\(row)</summary>\n\(inner)</details>\n"
        }
        let titles = head.map { "<span>\($0)</span>" }.joined()
        return "<div class=\"tree\"><div class=\"row head\">\(titles)</div>\n" + html(complexity.blocks, level: 0)
            + "</div>\n"
    }
}

extension LayerKind {
    /// For people.
    var label: String {
        switch self {
        case .elementwise: "element-wise"
        case .movement: "data movement"
        default: rawValue
        }
    }
}
