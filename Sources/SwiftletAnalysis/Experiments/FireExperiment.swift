import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let fire = Experiment(
        "fire", title: "The fire module: squeeze, then expand",
        question: """
            A fire module squeezes its input with 1×1 convolutions before 1×1 and 3×3 ones expand it. How many weights has \
            each of SqueezeNet's, what would 3×3 convolutions of the same widths have, and how does the squeeze ratio set \
            the size of the whole?
            """,
        source: .squeezeNet("Table 1, §5.1 and Figure 3"),
        measures: "how long each variant takes here"
    ) { bench throws(AnalysisError) in try FireExperiment.findings(bench) }
}

enum FireExperiment {
    /// Table 1, "# parameter before pruning".
    static let paperParameters = [
        ("conv1", 14_208), ("fire2", 11_920), ("fire3", 12_432), ("fire4", 45_344), ("fire5", 49_440),
        ("fire6", 104_880),
        ("fire7", 111_024), ("fire8", 188_992), ("fire9", 197_184), ("conv10", 513_000),
    ]
    static let ratios = [0.125, 0.25, 0.5, 0.75, 1]

    /// SqueezeNet's metaparameters (§5). The expand layers of module i, from 2 on, have `128 + 128 · ⌊(i − 2) / 2⌋`
    /// channels, half of them 3×3. The squeeze layer has this number times the squeeze ratio.
    static func network(squeezeRatio: Double) throws(AnalysisError) -> Graph {
        try .experiment("SqueezeNet, squeeze ratio \(squeezeRatio)", input: [1, 3, 224, 224]) { image in
            var x = image.conv("conv1", 96, kernel: 7, stride: 2).relu().maxPool(3, stride: 2, ceilMode: true)
            for module in 2...9 {
                let expand = 128 + 128 * ((module - 2) / 2)
                x = fire(x, "fire\(module)", squeeze: Int(squeezeRatio * Double(expand)), expand: expand)
                if module == 4 || module == 8 { x = x.maxPool(3, stride: 2, ceilMode: true) }
            }
            return x.dropout(0.5).conv("conv10", 1000, kernel: 1).relu().globalAveragePool().flatten()
        }
    }

    static func fire(_ x: Value, _ name: String, squeeze: Int, expand: Int) -> Value {
        x.scope(name) { x in
            let squeezed = x.conv("squeeze", squeeze, kernel: 1).relu()
            return concatenate(
                squeezed.conv("expand1x1", expand / 2, kernel: 1).relu(),
                squeezed.conv("expand3x3", expand / 2, kernel: 3, padding: 1).relu())
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let network = try network(squeezeRatio: 0.125)
        var modules = ResultTable(
            "SqueezeNet 1.0, layer by layer",
            [
                .setting("layer", "layer"), .paper("paper_parameters", "paper, parameters"),
                .computed("parameters", "here, parameters"),
                .computed("plain_parameters", "one 3×3 of the same widths"),
                .computed("share", "share"), .computed("macs", "MACs"),
            ])
        let complexity = Complexity(of: network)
        for (name, published) in paperParameters {
            let inside = complexity.layers.filter { $0.path == name || $0.path.hasPrefix(name + ".") }
            let parameters = inside.reduce(0) { $0 + $1.parameters }
            let channels = (inputs: inside[0].input.channels, outputs: inside[inside.count - 1].output.channels)
            let plain = name.hasPrefix("fire") ? 9 * channels.inputs * channels.outputs + channels.outputs : nil
            modules.append([
                .text(name), .integer(published), .integer(parameters), plain.map { .integer($0) } ?? .none,
                plain.map { .number(Double(parameters) / Double($0), digits: 3) } ?? .none,
                .integer(inside.reduce(0) { $0 + $1.macs }),
            ])
        }
        modules.append([
            "total", 1_248_424, .integer(complexity.parameters), .none, .none, .integer(complexity.macs),
        ])

        var graphs: [Graph] = []
        for ratio in ratios { graphs.append(try FireExperiment.network(squeezeRatio: ratio)) }
        let times = try bench.milliseconds(of: graphs)
        var sweep = ResultTable(
            "The squeeze ratio",
            [
                .setting("squeeze_ratio", "squeeze ratio"), .paper("paper_megabytes", "paper, MB"),
                .paper("paper_top5", "paper, top-5 %"), .computed("megabytes", "here, MB"),
                .computed("parameters", "parameters"), .computed("macs", "MACs"),
                .measured("ms", "ms"),
            ], keepsMeasured: bench.measures)
        let published: [Double: (megabytes: Double, top5: Double)] = [0.125: (4.8, 80.3), 0.75: (19, 86.0)]
        for (index, ratio) in ratios.enumerated() {
            let graph = graphs[index]
            sweep.append([
                .number(ratio, digits: 3), .optional(published[ratio]?.megabytes, digits: 1),
                .optional(published[ratio]?.top5, digits: 1),
                .number(Double(graph.parameterCount * 4) / 0x1p20, digits: 1),
                .integer(graph.parameterCount), .integer(graph.macs), .optional(times[index], digits: 2),
            ])
        }
        let fires = Array(paperParameters.dropFirst().dropLast())
        let shares = modules.numbers("plain_parameters").dropFirst().prefix(fires.count)
        return Experiment.Findings(
            tables: [modules, sweep],
            charts: [
                BarChart(
                    title: "Parameters of fire modules",
                    summary: "Parameters of each fire module beside those of one 3×3 convolution of the same widths.",
                    categories: fires.map(\.0),
                    series: [
                        BarChart.Series("fire module", fires.map { Double($0.1) }),
                        BarChart.Series("3×3 convolution", Array(shares)),
                    ], label: "parameters")
            ],
            remarks: [
                "Every layer has the parameters that the paper's Table 1 prints.",
                "Of its squeeze ratios (Figure 3) the paper gives two in numbers: those alone stand here. Its MB are of 2²⁰ bytes.",
            ])
    }
}
