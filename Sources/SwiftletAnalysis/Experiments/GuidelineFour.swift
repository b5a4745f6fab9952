import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let g4 = Experiment(
        "g4", title: "G4: element-wise operations are not negligible",
        question: """
            ReLUs and shortcuts have next to no FLOPs, but they read and write whole maps. How much faster is a bottleneck \
            unit without them, and how much of that does an engine win that fuses them into its convolutions?
            """,
        source: .shuffleNetV2("§2, Table 4"),
        measures: "how much faster the unit is here without its element-wise operations"
    ) { bench throws(AnalysisError) in try GuidelineFour.findings(bench) }
}

/// Ten bottleneck units of 1×1, 3×3 and 1×1 on a 56×56 map. The middle is a quarter as wide, as in ResNet.
enum GuidelineFour {
    struct Row {
        let hasReLU: Bool
        let hasShortcut: Bool
        /// Images a second, for 32, 64 and 128 channels.
        let cpu: [Double]
        /// Batches a second on a GPU, for the same channels.
        let gpu: [Double]
    }

    static let rows = [
        Row(hasReLU: true, hasShortcut: true, cpu: [56.7, 16.9, 5.0], gpu: [2427, 2066, 1436]),
        Row(hasReLU: true, hasShortcut: false, cpu: [61.9, 18.8, 5.2], gpu: [2647, 2256, 1735]),
        Row(hasReLU: false, hasShortcut: true, cpu: [57.3, 18.2, 5.1], gpu: [2672, 2121, 1458]),
        Row(hasReLU: false, hasShortcut: false, cpu: [66.3, 20.2, 5.4], gpu: [2842, 2376, 1782]),
    ]
    static let widths = [32, 64, 128]

    static func graph(_ row: Row, channels: Int) throws(AnalysisError) -> Graph {
        try .experiment("bottleneck", input: [1, channels, 56, 56]) { x in
            (0..<10).reduce(x) { x, unit in
                func maybe(_ x: Value) -> Value { row.hasReLU ? x.relu() : x }
                var y = maybe(x.conv("\(unit).conv1", channels / 4, kernel: 1, bias: false))
                y = maybe(y.conv("\(unit).conv2", channels / 4, kernel: 3, padding: 1, bias: false))
                y = y.conv("\(unit).conv3", channels, kernel: 1, bias: false)
                return maybe(row.hasShortcut ? y + x : y)
            }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let grid = try SpeedGrid(widths: widths, rows: rows, bench) { row, width throws(AnalysisError) in
            try graph(row, channels: width)
        }
        var table = ResultTable(
            "Ten bottleneck units",
            [
                .setting("channels", "c"), .setting("relu", "ReLU"),
                .setting("shortcut", "shortcut"), .computed("macs", "MACs"),
                .computed("elementwise_operations", "element-wise operations"),
                .computed("bytes", "bytes moved unfused"),
                .paper("paper_images_per_second", "paper, CPU, images/s"),
                .paper("paper_relative", "paper, of both"),
                .measured("images_per_second", "here, images/s"), .measured("relative", "here, of both"),
            ], keepsMeasured: bench.measures)
        for cell in grid.cells {
            let (row, cpu) = (cell.row, cell.row.cpu[cell.widthIndex])
            let complexity = Complexity(of: cell.graph)
            table.append([
                .integer(cell.width), row.hasReLU ? "yes" : "no", row.hasShortcut ? "yes" : "no",
                .integer(complexity.macs), .integer(complexity.elementwiseOperations),
                .integer(complexity.memoryAccessBytes), .number(cpu, digits: 1),
                .number(cpu / rows[0].cpu[cell.widthIndex], digits: 2),
                .optional(cell.imagesPerSecond, digits: 0), .optional(cell.relative, digits: 2),
            ])
        }
        let names = ["ReLU and shortcut", "ReLU only", "shortcut only", "neither"]
        var series = [
            BarChart.Series("paper, GPU, c = 32", rows.map { $0.gpu[0] / rows[0].gpu[0] }),
            BarChart.Series("paper, CPU, c = 32", rows.map { $0.cpu[0] / rows[0].cpu[0] }),
        ]
        if bench.measures { series += zip(widths, grid.relative).map { BarChart.Series("here, c = \($0)", $1) } }
        let bytes = table.numbers("bytes").compactMap { $0 }
        return Experiment.Findings(
            tables: [table],
            charts: [
                BarChart(
                    title: "Speed against ReLU and shortcut",
                    summary: "How much faster bottleneck units are without their element-wise operations.",
                    categories: names, series: series, label: "speed, with both = 1")
            ],
            remarks: [
                "Run layer by layer, ReLUs and shortcuts are \(NumberText.fixed(100 * (1 - bytes[3] / bytes[0]), 0)) % of "
                    + "the bytes moved at 32 channels. This engine clamps in registers and adds as it stores.",
                """
                The paper does not say how wide the middle of its unit is, nor the map: a quarter as in ResNet, and 56×56 \
                as in its other tables, are taken here.
                """,
            ])
    }
}
