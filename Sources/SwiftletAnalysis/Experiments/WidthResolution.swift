import SwiftletGraphs
import SwiftletModelZoo
import SwiftletReports
import SwiftletTensors

extension Experiment {
    static let widthResolution = Experiment(
        "width-resolution", title: "Width multiplier α and resolution multiplier ρ",
        question: """
            MobileNet is made smaller in two ways: α thins every layer, ρ shrinks the picture. MACs fall with the square of \
            both, parameters only with α. And time?
            """,
        source: .mobileNet("§3.3 and §3.4, Tables 6 and 7"),
        measures: "whether time falls as the MACs do"
    ) { bench throws(AnalysisError) in try WidthResolution.findings(bench) }
}

enum WidthResolution {
    static let widths = [1, 0.75, 0.5, 0.25]
    static let sides = [224, 192, 160, 128]
    /// Table 6: top-1 %, million mult-adds, million parameters at 224 pixels, by α.
    static let byWidth = [(70.6, 569.0, 4.2), (68.4, 325.0, 2.6), (63.7, 149.0, 1.3), (50.6, 41.0, 0.5)]
    /// Table 7: the same at α = 1, by resolution.
    static let byResolution = [(70.6, 569.0, 4.2), (69.1, 418.0, 4.2), (67.2, 290.0, 4.2), (64.4, 186.0, 4.2)]

    static func findings(_ bench: Workbench) throws(AnalysisError) -> Experiment.Findings {
        var graphs: [Graph] = []
        for width in widths {
            for side in sides {
                do throws(GraphError) {
                    graphs.append(
                        try MobileNetV1(width: width).graph(
                            name: "\(width)-\(side)", options: NetworkOptions(height: side, width: side)))
                } catch {
                    throw AnalysisError(error)
                }
            }
        }
        let times = try bench.milliseconds(of: graphs)
        var table = ResultTable(
            "MobileNet by width and resolution",
            [
                .setting("alpha", "α"), .setting("side", "pixels"),
                .paper("paper_top1", "paper, top-1 %"),
                .paper("paper_macs_millions", "paper, million mult-adds"),
                .computed("macs_millions", "here, million MACs"),
                .paper("paper_parameters_millions", "paper, million parameters"),
                .computed("parameters_millions", "here, million parameters"),
                .measured("ms", "ms"), .measured("gigaflops", "GFLOP/s"),
            ], keepsMeasured: bench.measures)
        for (index, graph) in graphs.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: sides.count)
            let paper = column == 0 ? byWidth[row] : row == 0 ? byResolution[column] : nil
            table.append([
                .number(widths[row], digits: 2), .integer(sides[column]), .optional(paper?.0, digits: 1),
                .optional(paper?.1, digits: 0), .millions(graph.macs, digits: 0),
                .optional(paper?.2, digits: 1), .millions(graph.parameterCount, digits: 1),
                .optional(times[index], digits: 3),
                .gigaflops(macs: graph.macs, milliseconds: times[index]),
            ])
        }
        func grid(_ value: (Int) -> Double?) -> [[Double?]] {
            widths.indices.map { row in sides.indices.map { value(row * sides.count + $0) } }
        }
        let (rows, columns) = (widths.map { "α = \(NumberText.fixed($0, 2))" }, sides.map { "\($0) px" })
        var charts: [any Chart] = [
            Heatmap(
                title: "MACs by width and resolution", summary: "MACs of the sixteen networks.", rows: rows,
                columns: columns, values: grid { Double(graphs[$0].macs) })
        ]
        if bench.measures {
            charts.append(
                Heatmap(
                    title: "Milliseconds by width and resolution", summary: "Latency of the sixteen networks.",
                    rows: rows,
                    columns: columns, values: grid { times[$0] }))
            charts.append(
                LineChart(
                    title: "Latency over MACs", summary: "Latency over MACs, a line for each width.",
                    xAxis: Axis("MACs", .logarithmic), yAxis: Axis("ms", .logarithmic),
                    series: widths.indices.map { row in
                        LineChart.Series(
                            rows[row],
                            sides.indices.map { column in
                                let index = row * sides.count + column
                                return .init(Double(graphs[index].macs), times[index] ?? 0)
                            })
                    }))
        }
        return Experiment.Findings(
            tables: [table], charts: charts,
            remarks: [
                "The counts are the paper's: α² and ρ² for MACs, α² alone for parameters, but for the first and last layer.",
                """
                The paper prints accuracies for one row and one column of the grid, and those alone stand here; the catalogue \
                has what was published since.
                """,
            ])
    }
}
