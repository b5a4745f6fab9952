import SwiftletGraphs

/// A network for every width and every row of a paper's table, all timed together. Speeds are relative to the first row
/// of the same width.
struct SpeedGrid<Row> {
    struct Cell {
        let row: Row
        let width: Int
        let widthIndex: Int
        let graph: Graph
        /// Nil without measurements, like the values below.
        let imagesPerSecond: Double?
        let relative: Double?
    }

    /// By width, then by row.
    let cells: [Cell]
    /// The relative speeds of each width.
    let relative: [[Double?]]

    init(
        widths: [Int], rows: [Row], _ bench: Workbench, graph: (Row, Int) throws(AnalysisError) -> Graph
    ) throws(AnalysisError) {
        var graphs: [Graph] = []
        for width in widths {
            for row in rows { graphs.append(try graph(row, width)) }
        }
        let times = try bench.milliseconds(of: graphs)
        cells = graphs.indices.map { index in
            let (widthIndex, rowIndex) = index.quotientAndRemainder(dividingBy: rows.count)
            let (time, first) = (times[index], times[index - rowIndex])
            return Cell(
                row: rows[rowIndex], width: widths[widthIndex], widthIndex: widthIndex, graph: graphs[index],
                imagesPerSecond: time.map { 1000 / $0 },
                relative: time.flatMap { time in first.map { $0 / time } })
        }
        relative = widths.indices.map { [cells] width in
            cells.filter { $0.widthIndex == width }.map(\.relative)
        }
    }
}
