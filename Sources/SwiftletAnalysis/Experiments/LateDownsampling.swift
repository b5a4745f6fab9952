import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let lateDownsampling = Experiment(
        "late-downsampling", title: "Late downsampling: large maps for the same weights",
        question: """
            SqueezeNet's third strategy pools late, so that most layers see large maps: more accuracy, the authors expect, for \
            the same parameters. What does it cost in activations, MACs and time?
            """,
        source: .squeezeNet("§3.1, strategy 3"),
        measures: "what late downsampling costs in time"
    ) { bench throws(AnalysisError) in try LateDownsampling.findings(bench) }
}

/// SqueezeNet 1.0 with its three pools in other places.
enum LateDownsampling {
    struct Variant {
        let name: String
        /// The layers before a pool: 1 is conv1, 2 to 9 the fire modules.
        let pools: [Int]
    }

    static let variants = [
        Variant(name: "at once", pools: [1, 2, 3]), Variant(name: "as in 1.1", pools: [1, 3, 5]),
        Variant(name: "as in 1.0", pools: [1, 4, 8]), Variant(name: "later", pools: [1, 6, 9]),
        Variant(name: "last", pools: [7, 8, 9]),
    ]

    static func graph(_ variant: Variant) throws(AnalysisError) -> Graph {
        try .experiment(variant.name, input: [1, 3, 224, 224]) { image in
            func pooled(_ x: Value, after layer: Int) -> Value {
                variant.pools.contains(layer) ? x.maxPool(3, stride: 2, ceilMode: true) : x
            }
            var x = pooled(image.conv("conv1", 96, kernel: 7, stride: 2).relu(), after: 1)
            for module in 2...9 {
                let expand = 128 + 128 * ((module - 2) / 2)
                x = FireExperiment.fire(x, "fire\(module)", squeeze: expand / 8, expand: expand)
                x = pooled(x, after: module)
            }
            return x.conv("conv10", 1000, kernel: 1).relu().globalAveragePool().flatten()
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        var graphs: [Graph] = []
        for variant in variants { graphs.append(try graph(variant)) }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "The pools of SqueezeNet 1.0 moved",
            [
                .setting("pools", "pools"), .setting("after", "after layers"),
                .computed("parameters", "parameters"), .computed("macs", "MACs"),
                .computed("activations", "activations"), .computed("peak_bytes", "peak memory, bytes"),
                .computed("last_map", "last map"), .measured("ms", "ms"),
                .measured("gigaflops", "GFLOP/s"),
            ], keepsMeasured: bench.measures)
        for (index, variant) in variants.enumerated() {
            let complexity = Complexity(of: graphs[index])
            let last = complexity.layers.last { $0.path == "conv10" }?.output
            table.append([
                .text(variant.name), .text(variant.pools.map(String.init).joined(separator: ", ")),
                .integer(complexity.parameters), .integer(complexity.macs), .integer(complexity.activations),
                .integer(complexity.peakMemoryBytes), .text(last.map { "\($0.height)×\($0.width)" } ?? "–"),
                .optional(times[index], digits: 2),
                .gigaflops(macs: complexity.macs, milliseconds: times[index]),
            ])
        }
        let first = (macs: Double(graphs[0].macs), activations: table.numbers("activations")[0] ?? 1, ms: times[0])
        var series = [
            BarChart.Series("MACs", graphs.map { Double($0.macs) / first.macs }),
            BarChart.Series("activations", table.numbers("activations").map { $0.map { $0 / first.activations } }),
        ]
        if let ms = first.ms { series.append(BarChart.Series("time", times.map { $0.map { $0 / ms } })) }
        return Experiment.Findings(
            tables: [table, try releases()],
            charts: [
                BarChart(
                    title: "The price of pooling late", summary: "MACs, activations and time by where the pools are.",
                    categories: zip(variants, graphs).map { variant, _ in
                        "\(variant.name) (\(variant.pools.map(String.init).joined(separator: ", ")))"
                    },
                    series: series, label: "times that of pooling at once")
            ],
            remarks: [
                "All have the same weights. The paper states the strategy without a table: accuracy is not compared."
            ])
    }

    /// The authors' own move from late to early.
    private static func releases() throws(AnalysisError) -> ResultTable {
        var table = ResultTable(
            "SqueezeNet 1.0 and 1.1, as released",
            [
                .setting("network", "network"),
                .paper("paper_saving", "authors, computation of 1.0 over it"),
                .computed("saving", "here"), .computed("macs", "MACs"),
                .computed("parameters", "parameters"),
            ])
        let entries = ["squeezenet1_0", "squeezenet1_1"].compactMap { name in
            Catalogue.entries.first { $0.name == name }
        }
        for entry in entries {
            table.append([
                .text(entry.name), .optional(entry.name == "squeezenet1_1" ? 2.4 : nil, digits: 1),
                .ratio(entries[0].macs, entry.macs, digits: 2), .integer(entry.macs),
                .integer(entry.parameters),
            ])
        }
        return table
    }
}
