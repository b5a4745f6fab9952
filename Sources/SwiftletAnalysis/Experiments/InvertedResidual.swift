import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let invertedResidual = Experiment(
        "inverted-residual", aliases: ["bottleneck"], title: "Bottleneck against inverted residual",
        question: """
            ResNet's block is wide between blocks and narrow inside; MobileNetV2's is narrow between blocks and wide inside, \
            and depthwise there. At the same MACs: what do they hold, move and take? And does §3.3's formula, \
            h·w·d′·t·(d′ + k² + d″), count MobileNetV2's own blocks?
            """,
        source: .mobileNetV2("§3.3, Tables 2 and 3"),
        measures: "which of the blocks is faster here"
    ) { bench throws(AnalysisError) in try InvertedResidualExperiment.findings(bench) }
}

enum InvertedResidualExperiment {
    struct Block {
        let name: String
        let outer: Int
        let inner: Int
        let isDepthwise: Bool
    }

    /// Blocks of about 55 million MACs each on a 28×28 map.
    static let blocks = [
        Block(name: "bottleneck", outer: 256, inner: 64, isDepthwise: false),
        Block(name: "bottleneck, depthwise", outer: 256, inner: 134, isDepthwise: true),
        Block(name: "inverted residual, t = 6", outer: 74, inner: 444, isDepthwise: true),
    ]

    static func graph(_ block: Block, repeats: Int = 1) throws(AnalysisError) -> Graph {
        try .experiment(block.name, input: [1, block.outer, 28, 28]) { x in
            (0..<repeats).reduce(x) { x, index in
                let groups = block.isDepthwise ? block.inner : 1
                return x.conv("\(index).expand", block.inner, kernel: 1).relu6()
                    .conv("\(index).filter", block.inner, kernel: 3, padding: 1, groups: groups).relu6()
                    .conv("\(index).project", block.outer, kernel: 1) + x
            }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        var graphs: [Graph] = []
        for block in blocks { graphs.append(try graph(block, repeats: 4)) }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "Blocks of equal MACs on a 28×28 map, float32, four of them timed",
            [
                .setting("block", "block"), .setting("outer", "between blocks"),
                .setting("inner", "inside"), .computed("parameters", "parameters"),
                .computed("macs", "MACs"), .computed("held_bytes", "held between blocks, bytes"),
                .computed("bytes", "moved layer by layer, bytes"), .measured("ms", "ms a block"),
                .measured("gigaflops", "GFLOP/s"),
            ], keepsMeasured: bench.measures)
        for (index, block) in blocks.enumerated() {
            let one = Complexity(of: try graph(block))
            table.append([
                .text(block.name), .integer(block.outer), .integer(block.inner), .integer(one.parameters),
                .integer(one.macs), .integer(block.outer * 28 * 28 * 4), .integer(one.memoryAccessBytes),
                .optional(times[index].map { $0 / 4 }, digits: 3),
                .gigaflops(macs: graphs[index].macs, milliseconds: times[index]),
            ])
        }
        let formula = try formulaTable()
        let held = try heldTable()
        let bytes = table.numbers("held_bytes")
        return Experiment.Findings(
            tables: [table, formula, held],
            charts: [
                BarChart(
                    title: "Bytes held between blocks and moved inside them",
                    summary: "What each block of equal MACs holds at its ends and moves when run layer by layer.",
                    categories: blocks.map(\.name),
                    series: [
                        BarChart.Series("held between blocks", bytes),
                        BarChart.Series("moved layer by layer", table.numbers("bytes")),
                    ], label: "bytes", quantity: .bytes)
            ],
            remarks: [
                "The inverted residual holds "
                    + "\(NumberText.fixed((bytes[0] ?? 0) / (bytes[2] ?? 1), 1)) times less between blocks, but moves more "
                    + "inside: it pays where an engine does not write the wide map to memory (§5.1).",
                "Table 3's figures for single resolutions differ between the paper's versions; the maxima are compared.",
            ])
    }

    /// The blocks of stride 1 with an expansion. The formula has one map for them.
    private static func formulaTable() throws(AnalysisError) -> ResultTable {
        var table = ResultTable(
            "MobileNetV2's own blocks, by the formula and by counting",
            [
                .setting("block", "block"), .setting("map", "map"), .setting("input", "d′"),
                .setting("expansion", "t"), .setting("output", "d″"),
                .paper("paper_macs", "h·w·d′·t·(d′ + k² + d″)"), .computed("macs", "MACs"),
            ])
        let complexity = Complexity(of: try network("mobilenet_v2"))
        for index in 2...17 {
            let prefix = "features.\(index).conv"
            let layers = complexity.layers.filter { $0.path.hasPrefix(prefix) && $0.macs > 0 }
            guard layers.count == 3, layers[1].window?.stride == 1 else { continue }
            let (input, inner, output) = (
                layers[0].input.channels, layers[0].output.channels, layers[2].output.channels
            )
            let (height, width) = (layers[0].input.height, layers[0].input.width)
            let expansion = inner / input
            table.append([
                .text("features.\(index)"), .text("\(height)×\(width)"), .integer(input), .integer(expansion),
                .integer(output), .integer(height * width * input * expansion * (input + 9 + output)),
                .integer(layers.reduce(0) { $0 + $1.macs }),
            ])
        }
        return table
    }

    /// The largest tensor between blocks, at 16 bits an element as in the paper.
    private static func heldTable() throws(AnalysisError) -> ResultTable {
        var table = ResultTable(
            "The most that is held between blocks, 16-bit floats",
            [
                .setting("network", "network"), .paper("paper_kilobytes", "paper, kB"),
                .computed("kilobytes", "here, kB"), .computed("shape", "tensor"),
            ])
        for (name, paper) in [("mobilenetv1_100", 1600), ("mobilenet_v2", 400)] {
            let graph = try network(name)
            // A block ends at the norm of its last convolution, a pointwise one that does not expand.
            let ends = Complexity(of: graph).layers.filter { layer in
                layer.kind == .pointwise && (name == "mobilenetv1_100" || layer.output.channels < layer.input.channels)
            }
            guard let largest = ends.max(by: { $0.output.count < $1.output.count }) else { continue }
            table.append([
                .text(name), .integer(paper), .number(Double(largest.output.count * 2) / 1000, digits: 0),
                .text(largest.output.description),
            ])
        }
        return table
    }

    private static func network(_ name: String) throws(AnalysisError) -> Graph {
        let entry: CatalogueEntry
        do {
            entry = try Catalogue.entry(name)
        } catch {
            throw AnalysisError(error)
        }
        do {
            return try entry.graph()
        } catch {
            throw AnalysisError(error)
        }
    }
}
