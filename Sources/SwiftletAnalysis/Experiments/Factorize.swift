import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let factorize = Experiment(
        "factorize", title: "Large kernels in small pieces",
        question: """
            A 5×5 sees what two 3×3 see one after the other, and a 7×7 what a 1×7 and a 7×1 see: for a share of the weights. \
            A layer of low rank goes through fewer channels in between. What is saved, on paper and in time?
            """,
        source: .inceptionV3("§3.1 and §3.2"),
        measures: "how much time the small pieces save"
    ) { bench throws(AnalysisError) in try Factorize.findings(bench) }
}

/// 128 channels on a 17×17 map, as in the middle of Inception V3. All layers keep their channels, except those of low
/// rank.
enum Factorize {
    struct Variant {
        let name: String
        /// The layer that it stands for: the first variant with the same value.
        let of: String
        let pieces: [(kernel: Size, outputs: Int)]
        /// The paper's share of the weights.
        let paperShare: Double?
    }

    static let channels = 128
    static let variants = [
        Variant(name: "5×5", of: "5×5", pieces: [(5, 128)], paperShare: nil),
        Variant(name: "3×3 · 3×3", of: "5×5", pieces: [(3, 128), (3, 128)], paperShare: 0.72),
        Variant(name: "3×3", of: "3×3", pieces: [(3, 128)], paperShare: nil),
        Variant(name: "1×3 · 3×1", of: "3×3", pieces: [(Size(1, 3), 128), (Size(3, 1), 128)], paperShare: 0.67),
        Variant(name: "7×7", of: "7×7", pieces: [(7, 128)], paperShare: nil),
        Variant(name: "1×7 · 7×1", of: "7×7", pieces: [(Size(1, 7), 128), (Size(7, 1), 128)], paperShare: nil),
        Variant(name: "3×3 · 3×3 · 3×3", of: "7×7", pieces: [(3, 128), (3, 128), (3, 128)], paperShare: nil),
        Variant(name: "1×1", of: "1×1", pieces: [(1, 128)], paperShare: nil),
        Variant(name: "1×1 of rank 32", of: "1×1", pieces: [(1, 32), (1, 128)], paperShare: nil),
        Variant(
            name: "3×1 · 1×3 of rank 32", of: "3×3", pieces: [(Size(3, 1), 32), (Size(1, 3), 128)], paperShare: nil),
    ]

    static func graph(_ variant: Variant) throws(AnalysisError) -> Graph {
        try .experiment(variant.name, input: [1, channels, 17, 17]) { x in
            variant.pieces.enumerated().reduce(x) { x, piece in
                let kernel = piece.element.kernel
                return x.conv(
                    "\(piece.offset)", piece.element.outputs, kernel: kernel,
                    padding: .symmetric(kernel.height / 2, kernel.width / 2), bias: false)
            }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        var graphs: [Graph] = []
        for variant in variants { graphs.append(try graph(variant)) }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "128 channels on a 17×17 map",
            [
                .setting("layer", "layer"), .setting("of", "stands for"),
                .computed("receptive_field", "receptive field"), .computed("parameters", "weights"),
                .computed("macs", "MACs"), .paper("paper_share", "paper, share"),
                .computed("share", "here, share"), .measured("ms", "ms"),
                .measured("time_share", "share of the time"),
            ], keepsMeasured: bench.measures)
        var shares: [(name: String, weights: Double, time: Double?)] = []
        for (index, variant) in variants.enumerated() {
            let whole = variants.firstIndex { $0.name == variant.of } ?? index
            let complexity = Complexity(of: graphs[index])
            let share = Double(complexity.parameters) / Double(graphs[whole].parameterCount)
            let timeShare = times[index].flatMap { time in times[whole].map { time / $0 } }
            if whole != index { shares.append(("\(variant.name) for \(variant.of)", share, timeShare)) }
            table.append([
                .text(variant.name), .text(variant.of), .text(complexity.receptiveField.map { "\($0.size)" } ?? "–"),
                .integer(complexity.parameters), .integer(complexity.macs), .optional(variant.paperShare, digits: 2),
                .number(share, digits: 2), .optional(times[index], digits: 3), .optional(timeShare, digits: 2),
            ])
        }
        var series = [BarChart.Series("weights and MACs", shares.map(\.weights))]
        if bench.measures { series.append(BarChart.Series("time", shares.map(\.time))) }
        return Experiment.Findings(
            tables: [table],
            charts: [
                BarChart(
                    title: "What is left of the layer", summary: "Shares of weights and of time of factorised layers.",
                    categories: shares.map(\.name), series: series, label: "share of the whole layer")
            ],
            remarks: [
                "Two 3×3 save 28 % of a 5×5, and 1×3 · 3×1 a third of a 3×3, as the paper says; each sees the same window.",
                "Of a 7×7, 1×7 · 7×1 leaves 2/7. The paper gives no share for it, nor for layers of low rank.",
            ])
    }
}
