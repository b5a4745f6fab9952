import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors
import _SwiftletLibC

extension Experiment {
    static let compound = Experiment(
        "compound", title: "Compound scaling: depth, width and resolution together",
        question: """
            EfficientNet scales depth by α^φ, width by β^φ and resolution by γ^φ with α·β²·γ² ≈ 2 (α = 1.2, β = 1.1, \
            γ = 1.15), so that MACs grow by about 2^φ. Do they? And what does each way of spending four or five times the \
            MACs take in time?
            """,
        source: .efficientNet("§3.3, Tables 2 and 7"),
        measures: "what each way of scaling takes in time here"
    ) { bench throws(AnalysisError) in try CompoundScaling.findings(bench) }
}

enum CompoundScaling {
    static let (alpha, beta, gamma) = (1.2, 1.1, 1.15)

    struct Variant {
        let name: String
        let depth: Double
        let width: Double
        let side: Int
        /// Billions of MACs, as the paper prints them. It calls them FLOPS.
        let paper: Double
        let top1: Double
    }

    /// Table 7.
    static let variants = [
        Variant(name: "B0", depth: 1, width: 1, side: 224, paper: 0.4, top1: 77.3),
        Variant(name: "depth, d = 4", depth: 4, width: 1, side: 224, paper: 1.8, top1: 79.0),
        Variant(name: "width, w = 2", depth: 1, width: 2, side: 224, paper: 1.8, top1: 78.9),
        Variant(name: "resolution, r = 2", depth: 1, width: 1, side: 448, paper: 1.9, top1: 79.1),
        Variant(name: "compound, 1.4, 1.2, 1.3", depth: 1.4, width: 1.2, side: 291, paper: 1.8, top1: 81.1),
    ]

    /// Table 2: billions of MACs and millions of parameters of the released networks.
    static let released: [(name: String, macs: Double, parameters: Double)] = [
        ("efficientnet_b0", 0.39, 5.3), ("efficientnet_b1", 0.70, 7.8), ("efficientnet_b2", 1.0, 9.2),
        ("efficientnet_b3", 1.8, 12), ("efficientnet_b4", 4.2, 19), ("efficientnet_b5", 9.9, 30),
        ("efficientnet_b6", 19, 43), ("efficientnet_b7", 37, 66),
    ]

    static func graph(_ name: String, depth: Double, width: Double, side: Int) throws(AnalysisError) -> Graph {
        do {
            return try EfficientNet(width: width, depth: depth, input: InputSize(side)).graph(name: name)
        } catch {
            throw AnalysisError(error)
        }
    }

    static func scaled(_ phi: Int) throws(AnalysisError) -> Graph {
        let power = Double(phi)
        return try graph(
            "φ = \(phi)", depth: pow(alpha, power), width: pow(beta, power),
            side: Int((224 * pow(gamma, power)).rounded()))
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let (ways, waysChart) = try waysOfSpending(bench)
        let (powers, powersChart) = try powersOfTwo(bench)
        var table = ResultTable(
            "The released networks",
            [
                .setting("network", "network"), .paper("paper_macs_billions", "paper, billion FLOPS"),
                .computed("macs_billions", "here, billion MACs"),
                .paper("paper_parameters_millions", "paper, million parameters"),
                .computed("parameters_millions", "here, million parameters"),
            ])
        for row in released {
            guard let entry = Catalogue.entries.first(where: { $0.name == row.name }) else { continue }
            table.append([
                .text(row.name), .number(row.macs, digits: row.macs < 1 ? 2 : 1),
                .billions(entry.macs, digits: 2), .number(row.parameters, digits: 1),
                .millions(entry.parameters, digits: 1),
            ])
        }
        let product = alpha * beta * beta * gamma * gamma
        return Experiment.Findings(
            tables: [ways, powers, table], charts: [waysChart, powersChart],
            remarks: [
                "α·β²·γ² is \(NumberText.fixed(product, 3)); channels are rounded to multiples of 8 and repeats up, so that a "
                    + "step's MACs differ from that.",
                "What the paper calls FLOPS are multiply-accumulates. Scaled in one dimension alone, B0 counts fewer of them here "
                    + "than Table 7 prints; scaled in all three, as many.",
            ])
    }

    private static func waysOfSpending(_ bench: Workbench) throws(AnalysisError) -> (ResultTable, any Chart) {
        var graphs: [Graph] = []
        for row in variants {
            graphs.append(try graph(row.name, depth: row.depth, width: row.width, side: row.side))
        }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "Ways to spend the MACs (Table 7)",
            [
                .setting("network", "scaled by"), .paper("paper_top1", "paper, top-1 %"),
                .paper("paper_macs_billions", "paper, billion FLOPS"),
                .computed("macs_billions", "here, billion MACs"),
                .computed("parameters_millions", "million parameters"),
                .computed("activations_millions", "million activations"), .measured("ms", "ms"),
                .measured("gigaflops", "GFLOP/s"),
            ], keepsMeasured: bench.measures)
        for (index, row) in variants.enumerated() {
            let complexity = Complexity(of: graphs[index])
            table.append([
                .text(row.name), .number(row.top1, digits: 1), .number(row.paper, digits: 1),
                .billions(complexity.macs, digits: 2),
                .millions(complexity.parameters, digits: 1),
                .millions(complexity.activations, digits: 1), .optional(times[index], digits: 2),
                .gigaflops(macs: complexity.macs, milliseconds: times[index]),
            ])
        }
        let chart = ScatterChart(
            title: bench.measures ? "Top-1 over latency" : "Top-1 over MACs",
            summary: "The paper's accuracies of B0 scaled in one way or in all three, over their cost here.",
            xAxis: bench.measures ? Axis("ms") : Axis("MACs"), yAxis: Axis("top-1, %, the paper's"),
            points: variants.indices.map { index in
                ScatterChart.Point(
                    variants[index].name, group: variants[index].name,
                    x: times[index] ?? Double(graphs[index].macs), y: variants[index].top1)
            }, marksParetoFront: true)
        return (table, chart)
    }

    private static func powersOfTwo(_ bench: Workbench) throws(AnalysisError) -> (ResultTable, any Chart) {
        var graphs: [Graph] = []
        for phi in 0...3 { graphs.append(try scaled(phi)) }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "B0 scaled by φ",
            [
                .setting("phi", "φ"), .setting("depth", "depth"), .setting("width", "width"),
                .setting("side", "pixels"), .paper("paper_growth", "2^φ"),
                .computed("growth", "MACs, of B0"), .computed("macs_billions", "billion MACs"),
                .measured("ms", "ms"), .measured("time_growth", "time, of B0"),
            ], keepsMeasured: bench.measures)
        for (phi, graph) in graphs.enumerated() {
            let power = Double(phi)
            table.append([
                .integer(phi), .number(pow(alpha, power), digits: 2), .number(pow(beta, power), digits: 2),
                .integer(graph.shape(of: graph.inputs[0]).height), .number(pow(2, power), digits: 0),
                .ratio(graph.macs, graphs[0].macs, digits: 2),
                .billions(graph.macs, digits: 2), .optional(times[phi], digits: 2),
                .optional(times[phi].flatMap { time in times[0].map { time / $0 } }, digits: 2),
            ])
        }
        func points(_ key: String) -> [LineChart.Series.Point] {
            table.numbers(key).enumerated().map { .init(Double($0.offset), $0.element ?? 0) }
        }
        var series = [
            LineChart.Series("2^φ", points("paper_growth")), LineChart.Series("MACs", points("growth")),
        ]
        if bench.measures { series.append(LineChart.Series("time", points("time_growth"))) }
        let chart = LineChart(
            title: "Growth with φ", summary: "How MACs and time grow with the compound coefficient.", xAxis: Axis("φ"),
            yAxis: Axis("times B0", .logarithmic), series: series)
        return (table, chart)
    }
}
