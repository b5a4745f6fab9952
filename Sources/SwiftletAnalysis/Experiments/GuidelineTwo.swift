import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let g2 = Experiment(
        "g2", title: "G2: excessive group convolution increases memory access",
        question: """
            Groups let a 1×1 convolution have more channels for the same multiply-accumulates, but more channels are more \
            memory access: h·w·(c₁ + c₂) + c₁·c₂/g elements. What does that cost?
            """,
        source: .shuffleNetV2("§2, Table 2"),
        measures: "what the groups cost in time here"
    ) { bench throws(AnalysisError) in try GuidelineTwo.findings(bench) }
}

/// Ten 1×1 group convolutions on a 56×56 map. More groups mean more channels.
enum GuidelineTwo {
    struct Row {
        let groups: Int
        let channels: Int
        /// Images a second, for the channels times 1, 2 and 4.
        let cpu: [Double]
        /// Batches a second on a GPU, for 128 channels at one group.
        let gpu: Double
    }

    static let rows = [
        Row(groups: 1, channels: 64, cpu: [40.0, 10.2, 2.3], gpu: 2451),
        Row(groups: 2, channels: 90, cpu: [35.0, 9.5, 2.2], gpu: 1725),
        Row(groups: 4, channels: 128, cpu: [32.9, 8.7, 2.1], gpu: 1026),
        Row(groups: 8, channels: 180, cpu: [27.8, 7.5, 1.8], gpu: 634),
    ]
    static let scales = [1, 2, 4]

    /// The paper's 180 channels are not divisible by 8. The nearest divisible number is taken, 184.
    static func channels(_ row: Row, scale: Int) -> Int {
        let wanted = row.channels * scale
        return (wanted + row.groups / 2) / row.groups * row.groups
    }

    static func graph(_ channels: Int, groups: Int) throws(AnalysisError) -> Graph {
        try .experiment("\(channels)/\(groups)", input: [1, channels, 56, 56]) { x in
            (0..<10).reduce(x) { x, layer in x.conv("\(layer)", channels, kernel: 1, groups: groups, bias: false) }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let grid = try SpeedGrid(widths: scales, rows: rows, bench) { row, scale throws(AnalysisError) in
            try graph(channels(row, scale: scale), groups: row.groups)
        }
        var table = ResultTable(
            "Ten pointwise group convolutions",
            [
                .setting("scale", "widths ×"), .setting("groups", "g"),
                .setting("channels", "channels"), .computed("macs", "MACs"),
                .computed("elements", "elements moved"),
                .paper("paper_images_per_second", "paper, CPU, images/s"),
                .paper("paper_relative", "paper, of g = 1"),
                .measured("images_per_second", "here, images/s"),
                .measured("relative", "here, of g = 1"),
            ], keepsMeasured: bench.measures)
        for cell in grid.cells {
            let (row, cpu) = (cell.row, cell.row.cpu[cell.widthIndex])
            let complexity = Complexity(of: cell.graph)
            table.append([
                .integer(cell.width), .integer(row.groups), .integer(channels(row, scale: cell.width)),
                .integer(complexity.macs), .integer(complexity.memoryAccessBytes / MemoryLayout<Float>.size),
                .number(cpu, digits: 1), .number(cpu / rows[0].cpu[cell.widthIndex], digits: 2),
                .optional(cell.imagesPerSecond, digits: 0), .optional(cell.relative, digits: 2),
            ])
        }
        var series = [
            BarChart.Series("paper, GPU", rows.map { $0.gpu / rows[0].gpu }),
            BarChart.Series("paper, CPU, ×1", rows.map { $0.cpu[0] / rows[0].cpu[0] }),
        ]
        if bench.measures { series += zip(scales, grid.relative).map { BarChart.Series("here, ×\($0)", $1) } }
        let elements = table.numbers("elements").compactMap { $0 }
        return Experiment.Findings(
            tables: [table],
            charts: [
                BarChart(
                    title: "Speed against one group",
                    summary: "How fast stacks of group convolutions of the same MACs are, by their groups.",
                    categories: rows.map { "g = \($0.groups)" }, series: series, label: "speed, g = 1 is 1")
            ],
            remarks: [
                "For the same MACs eight groups move \(NumberText.fixed(elements[3] / elements[0], 2)) times the elements "
                    + "of one.",
                "The paper's 180 channels do not divide by 8; 184 are taken here.",
            ])
    }
}
