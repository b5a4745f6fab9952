import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let separable = Experiment(
        "separable", title: "Depthwise separable convolution against the standard one",
        question: """
            A K×K convolution of M to N channels takes K²·M·N weights; one that filters every channel by itself and then \
            mixes them with a 1×1 takes K²·M + M·N, a share of 1/N + 1/K². What does that save in one layer, and in a whole \
            network?
            """,
        source: .mobileNet("§3.1, Table 4"),
        measures: "how much time a depthwise separable convolution saves"
    ) { bench throws(AnalysisError) in try Separable.findings(bench) }
}

enum Separable {
    static func standard(_ inputs: Int, _ outputs: Int, side: Int, kernel: Int = 3) throws(AnalysisError) -> Graph {
        try .experiment("standard", input: [1, inputs, side, side]) { x in
            x.conv("conv", outputs, kernel: Size(square: kernel), padding: .symmetric(kernel / 2), bias: false)
        }
    }

    static func separable(_ inputs: Int, _ outputs: Int, side: Int, kernel: Int = 3) throws(AnalysisError) -> Graph {
        try .experiment("depthwise separable", input: [1, inputs, side, side]) { x in
            x.conv(
                "depthwise", inputs, kernel: Size(square: kernel), padding: .symmetric(kernel / 2), groups: inputs,
                bias: false
            ).conv("pointwise", outputs, kernel: 1, bias: false)
        }
    }

    /// MobileNet's body, or the same body with standard convolutions instead of the separable ones (the paper's "Conv
    /// MobileNet").
    static func mobileNet(isSeparable: Bool) throws(AnalysisError) -> Graph {
        let rows: [(channels: Int, stride: Int)] =
            [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
            + Array(repeating: (512, 1), count: 5) + [(1024, 2), (1024, 1)]
        let name = isSeparable ? "MobileNet" : "Conv MobileNet"
        return try .experiment(name, input: [1, 3, 224, 224]) { image in
            func unit(_ x: Value, _ name: String, _ outputs: Int, kernel: Size, stride: Int = 1, groups: Int = 1)
                -> Value
            {
                x.conv(
                    name + ".conv", outputs, kernel: kernel, stride: Size(square: stride),
                    padding: .symmetric(kernel.height / 2), groups: groups, bias: false
                ).batchNorm(name + ".norm").relu()
            }
            var x = unit(image, "stem", 32, kernel: 3, stride: 2)
            for (index, row) in rows.enumerated() {
                if isSeparable {
                    x = unit(x, "\(index).depthwise", x.channels, kernel: 3, stride: row.stride, groups: x.channels)
                    x = unit(x, "\(index).pointwise", row.channels, kernel: 1)
                } else {
                    x = unit(x, "\(index)", row.channels, kernel: 3, stride: row.stride)
                }
            }
            return x.globalAveragePool().linear("classifier", 1000)
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let layers = [
            try standard(16, 32, side: 56), try separable(16, 32, side: 56), try standard(256, 256, side: 28),
            try separable(256, 256, side: 28),
        ]
        let layerTimes = try bench.milliseconds(of: layers)
        var single = ResultTable(
            "One 3×3 layer",
            [
                .setting("layer", "layer"), .setting("channels", "channels, map"),
                .paper("paper_parameters", "the survey's example, weights"),
                .computed("parameters", "weights"), .computed("macs", "MACs"),
                .computed("share", "share of standard"),
                .paper("predicted_share", "1/N + 1/K²"), .measured("ms", "ms"),
            ], keepsMeasured: bench.measures)
        let examples: [(text: String, outputs: Int, paper: [ResultTable.Value])] = [
            ("16 → 32, 56×56", 32, [4608, 656]), ("256 → 256, 28×28", 256, [.none, .none]),
        ]
        for (index, graph) in layers.enumerated() {
            let example = examples[index / 2]
            let isSeparable = index % 2 == 1
            single.append([
                .text(graph.name), .text(example.text), example.paper[index % 2], .integer(graph.parameterCount),
                .integer(graph.macs),
                .ratio(graph.macs, layers[index / 2 * 2].macs, digits: 4),
                isSeparable ? .number(1 / Double(example.outputs) + 1 / 9, digits: 4) : .none,
                .optional(layerTimes[index], digits: 3),
            ])
        }

        let networks = [try mobileNet(isSeparable: false), try mobileNet(isSeparable: true)]
        let times = try bench.milliseconds(of: networks)
        var whole = ResultTable(
            "The whole network",
            [
                .setting("network", "network"), .paper("paper_top1", "paper, top-1 %"),
                .paper("paper_macs_millions", "paper, million mult-adds"),
                .computed("macs_millions", "here, million MACs"),
                .paper("paper_parameters_millions", "paper, million parameters"),
                .computed("parameters_millions", "here, million parameters"),
                .measured("ms", "ms"), .measured("gigaflops", "GFLOP/s"),
            ], keepsMeasured: bench.measures)
        let paper = [(71.7, 4866.0, 29.3), (70.6, 569.0, 4.2)]
        for (index, graph) in networks.enumerated() {
            whole.append([
                .text(graph.name), .number(paper[index].0, digits: 1), .number(paper[index].1, digits: 0),
                .millions(graph.macs, digits: 0), .number(paper[index].2, digits: 1),
                .millions(graph.parameterCount, digits: 1), .optional(times[index], digits: 2),
                .gigaflops(macs: graph.macs, milliseconds: times[index]),
            ])
        }
        var remarks = [
            "16 → 32 channels: \(NumberText.grouped(layers[0].parameterCount)) weights against "
                + "\(layers[1].parameterCount), as in the survey."
        ]
        if let slow = times[0], let fast = times[1] {
            remarks.append(
                "In MACs the separable network saves \(ratio(networks[0].macs, networks[1].macs)) times, in time "
                    + "\(NumberText.fixed(slow / fast, 1)) times: depthwise layers do less for each byte that they move."
            )
        }
        return Experiment.Findings(tables: [single, whole], charts: [shareChart], remarks: remarks)
    }

    private static func ratio(_ a: Int, _ b: Int) -> String { NumberText.fixed(Double(a) / Double(b), 1) }

    private static var shareChart: LineChart {
        let series = [3, 5, 7].map { kernel in
            LineChart.Series(
                "\(kernel)×\(kernel)",
                [8, 16, 32, 64, 128, 256, 512, 1024].map { outputs in
                    .init(Double(outputs), 1 / Double(outputs) + 1 / Double(kernel * kernel))
                })
        }
        return LineChart(
            title: "What is left of the MACs",
            summary: "The share of a standard convolution's MACs that a separable one takes, 1/N + 1/K².",
            xAxis: Axis("output channels N", .logarithmic), yAxis: Axis("share of the standard convolution"),
            series: series)
    }
}
