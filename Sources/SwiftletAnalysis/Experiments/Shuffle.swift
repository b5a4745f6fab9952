import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let shuffle = Experiment(
        "shuffle", title: "Channel shuffle: information flow between groups",
        question: """
            Of group convolutions stacked on one another, an output only ever sees its own group's inputs. Shuffling the \
            channels between them feeds every group from all. Which outputs depend on which inputs?
            """,
        source: .shuffleNet("§3.1, Figure 1"),
        measures: "what the shuffle itself takes"
    ) { bench throws(AnalysisError) in try Shuffle.findings(bench) }
}

enum Shuffle {
    static let channels = 12
    static let groups = 3

    /// Two 1×1 group convolutions, with or without a shuffle between them (Figure 1 a and b).
    static func graph(shuffles: Bool, channels: Int = channels, groups: Int = groups, layers: Int = 2)
        throws(AnalysisError) -> Graph
    {
        try .experiment(shuffles ? "shuffled" : "not shuffled", input: [1, channels, 28, 28]) { x in
            (0..<layers).reduce(x) { x, layer in
                let mixed = shuffles && layer > 0 ? x.channelShuffle(groups: groups) : x
                return mixed.conv("\(layer)", channels, kernel: 1, groups: groups, bias: false)
            }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let graphs = [try graph(shuffles: false), try graph(shuffles: true)]
        var table = ResultTable(
            "Two group convolutions of 12 channels in 3 groups",
            [
                .setting("graph", ""), .computed("parameters", "weights"),
                .computed("macs", "MACs"),
                .computed("inputs_per_output", "inputs that an output depends on"),
                .computed("share", "of all"),
            ])
        var charts: [any Chart] = []
        for graph in graphs {
            let dependencies = graph.channelDependencies()
            let outputs = dependencies[graph.nodes[graph.nodes.count - 1].output.index]
            let mean = Double(outputs.reduce(0) { $0 + $1.count }) / Double(outputs.count)
            table.append([
                .text(graph.name), .integer(graph.parameterCount), .integer(graph.macs), .number(mean, digits: 0),
                .number(mean / Double(channels), digits: 2),
            ])
            charts.append(flow(graph, dependencies))
        }
        for graph in graphs { charts.append(matrix(graph)) }

        var depth = ResultTable(
            "Share of the inputs that an output depends on, by layers; 48 channels",
            [ResultTable.Column.setting("groups", "groups"), .setting("shuffles", "shuffle")]
                + (1...4).map { .computed("layers_\($0)", "\($0) layer\($0 == 1 ? "" : "s")") })
        for groups in [2, 3, 4, 8] {
            for shuffles in [false, true] {
                var row: [ResultTable.Value] = [.integer(groups), shuffles ? "yes" : "no"]
                for layers in 1...4 {
                    let graph = try graph(shuffles: shuffles, channels: 48, groups: groups, layers: layers)
                    let outputs = graph.channelDependencies()[graph.nodes[graph.nodes.count - 1].output.index]
                    row.append(.number(Double(outputs.reduce(0) { $0 + $1.count }) / (48.0 * 48), digits: 3))
                }
                depth.append(row)
            }
        }

        var tables = [table, depth]
        let timed = [
            try graph(shuffles: false, channels: 240, layers: 8), try graph(shuffles: true, channels: 240, layers: 8),
        ]
        let times = try bench.milliseconds(of: timed)
        if bench.measures {
            var cost = ResultTable(
                "Eight group convolutions of 240 channels in 3 groups on a 28×28 map",
                [
                    .setting("graph", ""), .computed("macs", "MACs"), .measured("ms", "ms"),
                ])
            for (graph, time) in zip(timed, times) {
                cost.append([.text(graph.name), .integer(graph.macs), .optional(time, digits: 3)])
            }
            tables.append(cost)
        }
        return Experiment.Findings(
            tables: tables, charts: charts,
            remarks: [
                """
                Without a shuffle the dependencies are block-diagonal however many layers there are; with one they are \
                complete after two layers where a group has at least as many channels as there are groups.
                """
            ])
    }

    /// The channels of every layer of the graph, coloured by the groups of the input.
    private static func flow(_ graph: Graph, _ dependencies: [[Set<Int>]]) -> FlowChart {
        func origins(_ value: Int) -> [[Int]] {
            dependencies[value].map { Set($0.map { $0 * groups / channels }).sorted() }
        }
        let input = graph.inputs[0].index
        var layers = [FlowChart.Layer(name: "input", reads: [], origins: origins(input))]
        for node in graph.nodes {
            let reads = graph.readChannels(of: node).map { $0[0].sorted() }
            let name = node.operation.name == "convolution" ? "group convolution" : node.operation.name
            layers.append(FlowChart.Layer(name: name, reads: reads, origins: origins(node.output.index)))
        }
        return FlowChart(
            title: "Group convolutions, \(graph.name)",
            summary:
                "Twelve channels through two group convolutions; a channel's colours are the input groups it sees.",
            layers: layers, groups: (1...groups).map { "input group \($0)" })
    }

    private static func matrix(_ graph: Graph) -> Heatmap {
        let outputs = graph.channelDependencies()[graph.nodes[graph.nodes.count - 1].output.index]
        return Heatmap(
            title: "Outputs (rows) by inputs (columns), \(graph.name)",
            summary: "A filled cell is an output channel that depends on an input channel.",
            rows: outputs.indices.map { "\($0 + 1)" }, columns: (1...channels).map(String.init),
            values: outputs.map { set in (0..<channels).map { set.contains($0) ? 1 : nil } }, showsValues: false)
    }
}
