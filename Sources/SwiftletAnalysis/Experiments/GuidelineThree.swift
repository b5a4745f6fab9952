import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let g3 = Experiment(
        "g3", title: "G3: fragmentation reduces parallelism",
        question: """
            The same multiply-accumulates as one 1×1 convolution, or as two or four of them after one another or side by \
            side: what do the pieces cost?
            """,
        source: .shuffleNetV2("§2, Table 3"),
        measures: "what the pieces cost in time here"
    ) { bench throws(AnalysisError) in try GuidelineThree.findings(bench) }
}

/// Ten blocks of one, two or four 1×1 convolutions on a 56×56 map. Parallel convolutions are summed, and all structures
/// are narrowed to the same MACs, as in the paper.
enum GuidelineThree {
    struct Row {
        let name: String
        let fragments: Int
        let isParallel: Bool
        /// Images a second, for 64, 128 and 256 channels.
        let cpu: [Double]
        /// Batches a second on a GPU, for 128 channels.
        let gpu: Double
    }

    static let rows = [
        Row(name: "1 fragment", fragments: 1, isParallel: false, cpu: [40.2, 10.1, 2.3], gpu: 2446),
        Row(name: "2 in series", fragments: 2, isParallel: false, cpu: [38.6, 10.1, 2.2], gpu: 1790),
        Row(name: "4 in series", fragments: 4, isParallel: false, cpu: [38.4, 10.1, 2.3], gpu: 752),
        Row(name: "2 in parallel", fragments: 2, isParallel: true, cpu: [33.4, 9.1, 2.2], gpu: 1537),
        Row(name: "4 in parallel", fragments: 4, isParallel: true, cpu: [35.0, 8.4, 2.1], gpu: 691),
    ]
    static let widths = [64, 128, 256]

    /// k convolutions of c/√k channels take the same MACs as one of c channels.
    static func channels(_ width: Int, fragments: Int) -> Int {
        Int((Double(width) / Double(fragments).squareRoot()).rounded())
    }

    static func graph(_ row: Row, width: Int) throws(AnalysisError) -> Graph {
        let channels = channels(width, fragments: row.fragments)
        return try .experiment(row.name, input: [1, channels, 56, 56]) { x in
            (0..<10).reduce(x) { x, block in
                func piece(_ x: Value, _ index: Int) -> Value {
                    x.conv("\(block).\(index)", channels, kernel: 1, bias: false)
                }
                guard row.isParallel else { return (0..<row.fragments).reduce(x, piece) }
                return (1..<row.fragments).reduce(piece(x, 0)) { $0 + piece(x, $1) }
            }
        }
    }

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        let grid = try SpeedGrid(widths: widths, rows: rows, bench) { row, width throws(AnalysisError) in
            try graph(row, width: width)
        }
        var table = ResultTable(
            "Ten blocks of one to four pieces",
            [
                .setting("width", "c"), .setting("structure", "structure"),
                .setting("channels", "channels"), .computed("macs", "MACs"),
                .computed("elements", "elements moved"),
                .paper("paper_images_per_second", "paper, CPU, images/s"),
                .paper("paper_relative", "paper, of 1"),
                .measured("images_per_second", "here, images/s"), .measured("relative", "here, of 1"),
            ], keepsMeasured: bench.measures)
        for cell in grid.cells {
            let (row, cpu) = (cell.row, cell.row.cpu[cell.widthIndex])
            let complexity = Complexity(of: cell.graph)
            table.append([
                .integer(cell.width), .text(row.name), .integer(channels(cell.width, fragments: row.fragments)),
                .integer(complexity.macs), .integer(complexity.memoryAccessBytes / MemoryLayout<Float>.size),
                .number(cpu, digits: 1), .number(cpu / rows[0].cpu[cell.widthIndex], digits: 2),
                .optional(cell.imagesPerSecond, digits: 0), .optional(cell.relative, digits: 2),
            ])
        }
        var series = [
            BarChart.Series("paper, GPU, c = 128", rows.map { $0.gpu / rows[0].gpu }),
            BarChart.Series("paper, CPU, c = 64", rows.map { $0.cpu[0] / rows[0].cpu[0] }),
        ]
        if bench.measures { series += zip(widths, grid.relative).map { BarChart.Series("here, c = \($0)", $1) } }
        return Experiment.Findings(
            tables: [table],
            charts: [
                BarChart(
                    title: "Speed against one piece",
                    summary: "How fast blocks of the same MACs are that are cut in pieces.",
                    categories: rows.map(\.name), series: series, label: "speed, one fragment = 1")
            ],
            remarks: [
                "The channels are c/√k for k pieces, which keeps the MACs; pieces side by side are added up.",
                "Narrower layers move more bytes for each MAC, with or without more pieces: compare the elements moved.",
            ])
    }
}
