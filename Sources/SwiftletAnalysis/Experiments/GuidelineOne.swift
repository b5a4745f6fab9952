import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let g1 = Experiment(
        "g1", title: "G1: equal channel widths minimise memory access",
        question: """
            A 1×1 convolution of c₁ to c₂ channels over an h×w map takes B = h·w·c₁·c₂ multiply-accumulates and moves \
            h·w·(c₁ + c₂) + c₁·c₂ elements. For a given B that is at least 2√(h·w·B) + B/(h·w), and the bound is met where \
            c₁ = c₂. Is a network of balanced layers faster than one of the same MACs whose layers are not?
            """,
        source: .shuffleNetV2("§2, Table 1"),
        measures: "whether balanced layers are faster here"
    ) { bench throws(AnalysisError) in try GuidelineOne.findings(bench) }
}

/// Ten blocks on a 56×56 map, each a 1×1 convolution c₁ → c₂ and one back.
enum GuidelineOne {
    struct Row {
        let ratio: Int
        let first: Int
        let second: Int
        /// Images a second on ARM, for the widths times 1, 2 and 4.
        let arm: [Double]
        /// Batches a second on a GPU, for other widths of the same ratio.
        let gpu: Double
    }

    static let rows = [
        Row(ratio: 1, first: 32, second: 32, arm: [76.2, 21.7, 5.3], gpu: 1480),
        Row(ratio: 2, first: 22, second: 44, arm: [72.9, 20.5, 5.1], gpu: 1296),
        Row(ratio: 6, first: 13, second: 78, arm: [69.1, 17.9, 4.6], gpu: 876),
        Row(ratio: 12, first: 9, second: 108, arm: [57.6, 15.1, 4.4], gpu: 748),
    ]
    static let side = 56
    static let scales = [1, 2, 4]

    static func graph(_ first: Int, _ second: Int) throws(AnalysisError) -> Graph {
        try .experiment("\(first)→\(second)", input: [1, first, side, side]) { x in
            var x = x
            for block in 0..<10 {
                x = x.conv("\(block).there", second, kernel: 1, bias: false)
                    .conv("\(block).back", first, kernel: 1, bias: false)
            }
            return x
        }
    }

    /// The least number of elements that a 1×1 convolution with these MACs moves.
    static func bound(macs: Double) -> Double {
        let area = Double(side * side)
        return 2 * (area * macs).squareRoot() + macs / area
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let grid = try SpeedGrid(widths: scales, rows: rows, bench) { row, scale throws(AnalysisError) in
            try graph(row.first * scale, row.second * scale)
        }

        var bounds = ResultTable(
            "Memory access of one layer, against the bound",
            [
                .setting("ratio", "c₁:c₂"), .setting("c1", "c₁"), .setting("c2", "c₂"),
                .computed("macs", "MACs"), .computed("elements", "elements moved"),
                .computed("bound", "bound"), .computed("over_bound", "over bound"),
            ])
        for cell in grid.cells.prefix(rows.count) {
            let row = cell.row
            let layer = Complexity(of: cell.graph).layers[0]
            let elements = layer.memoryAccessBytes / MemoryLayout<Float>.size
            let bound = bound(macs: Double(layer.macs))
            bounds.append([
                .text("1:\(row.ratio)"), .integer(row.first), .integer(row.second), .integer(layer.macs),
                .integer(elements), .number(bound, digits: 0), .number(Double(elements) / bound, digits: 3),
            ])
        }

        var speeds = ResultTable(
            "Speed of the ten blocks",
            [
                .setting("scale", "widths ×"), .setting("ratio", "c₁:c₂"),
                .setting("channels", "(c₁, c₂)"), .computed("macs", "MACs"),
                .paper("paper_images_per_second", "paper, ARM, images/s"),
                .paper("paper_relative", "paper, of 1:1"),
                .measured("images_per_second", "here, images/s"),
                .measured("relative", "here, of 1:1"),
                .measured("relative_per_mac", "here, of 1:1, per MAC"),
            ], keepsMeasured: bench.measures)
        for cell in grid.cells {
            let (row, scale, arm) = (cell.row, cell.width, cell.row.arm[cell.widthIndex])
            let first = grid.cells[cell.widthIndex * rows.count]
            let work = Double(cell.graph.macs) / Double(first.graph.macs)
            speeds.append([
                .integer(scale), .text("1:\(row.ratio)"), .text("(\(row.first * scale), \(row.second * scale))"),
                .integer(cell.graph.macs), .number(arm, digits: 1),
                .number(arm / rows[0].arm[cell.widthIndex], digits: 2),
                .optional(cell.imagesPerSecond, digits: 0), .optional(cell.relative, digits: 2),
                .optional(cell.relative.map { $0 * work }, digits: 2),
            ])
        }
        return Experiment.Findings(
            tables: [bounds, speeds], charts: [boundChart, speedChart(grid.relative, bench)],
            remarks: [
                "The bound is met exactly at 1:1; at 1:12 a layer moves "
                    + "\(NumberText.fixed(bounds.numbers("over_bound")[3] ?? 0, 2)) times as much as it had to.",
                "The paper rounds its channels, so that its MACs are not quite constant"
                    + (bench.measures ? ": the last column allows for that." : "."),
            ])
    }

    private static var boundChart: LineChart {
        let macs = Double(side * side * 32 * 32)
        let curve = stride(from: 1.0, through: 16, by: 0.5).map { ratio in
            let first = (1024 / ratio).squareRoot()
            let moved = Double(side * side) * (first + first * ratio) + 1024
            return LineChart.Series.Point(ratio, moved / bound(macs: macs))
        }
        return LineChart(
            title: "Elements moved over the bound, at 3.2 M MACs on a 56×56 map",
            summary: "The memory access of a pointwise layer rises from the bound at equal widths as they part.",
            xAxis: Axis("c₂ : c₁", .logarithmic), yAxis: Axis("elements moved, bound = 1"),
            series: [LineChart.Series("", curve)], includesZero: false, hasMarkers: false)
    }

    private static func speedChart(_ relative: [[Double?]], _ bench: Workbench) -> BarChart {
        var series = [
            BarChart.Series("paper, GPU", rows.map { $0.gpu / rows[0].gpu }),
            BarChart.Series("paper, ARM, ×1", rows.map { $0.arm[0] / rows[0].arm[0] }),
        ]
        if bench.measures {
            series += zip(scales, relative).map { BarChart.Series("here, ×\($0)", $1) }
        }
        return BarChart(
            title: "Speed against balanced widths",
            summary: "How fast networks of the same MACs are whose layers' input and output widths differ.",
            categories: rows.map { "1:\($0.ratio)" }, series: series, label: "speed, 1:1 = 1")
    }
}
