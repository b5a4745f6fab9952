/// A grid of cells. Larger values are darker.
public struct Heatmap: Chart {
    public var title: String
    public var summary: String
    public var rows: [String]
    public var columns: [String]
    /// The meaning of rows and columns, in a word.
    public var corner: String
    /// `[row][column]`; nil leaves a cell empty.
    public var values: [[Double?]]
    /// Whether the cells show their numbers.
    public var showsValues: Bool

    public init(
        title: String, summary: String, rows: [String], columns: [String], corner: String = "", values: [[Double?]],
        showsValues: Bool = true
    ) {
        self.title = title
        self.summary = summary
        self.rows = rows
        self.columns = columns
        self.corner = corner
        self.values = values
        self.showsValues = showsValues
    }

    public func drawing(width: Double) -> Drawing {
        let left = min((rows.map { TextMetrics.width($0) }.max() ?? 0) + 10, width * 0.3)
        let cell = min((width - left) / Double(max(columns.count, 1)), showsValues ? 160 : 26)
        let height = showsValues ? 34.0 : cell
        let top = 26.0
        var drawing = Drawing(width: width, height: top + height * Double(rows.count) + 4)
        drawing.text(TextMetrics.fitted(corner, left), 0, 16, "soft small")
        for (index, column) in columns.enumerated() {
            let centre = left + (Double(index) + 0.5) * cell
            drawing.text(TextMetrics.fitted(column, cell), centre, 16, "soft small", anchor: .middle)
        }
        let known = values.joined().compactMap { $0 }.filter(\.isFinite)
        let (low, high) = (known.min() ?? 0, known.max() ?? 1)
        for (rowIndex, row) in rows.enumerated() {
            let y = top + Double(rowIndex) * height
            drawing.text(
                TextMetrics.fitted(row, left - 4), left - 8, y + height / 2 + 4, showsValues ? "" : "small",
                anchor: .end)
            for columnIndex in columns.indices {
                let x = left + Double(columnIndex) * cell
                let value =
                    rowIndex < values.count && columnIndex < values[rowIndex].count
                    ? values[rowIndex][columnIndex] : nil
                guard let value, value.isFinite else {
                    drawing.rect(x, y, cell - 1, height - 1, "cell-line")
                    continue
                }
                let share = high > low ? (value - low) / (high - low) : 1
                let opacity = showsValues ? 0.12 + 0.88 * share : max(share, 0.05)
                drawing.rect(
                    x, y, cell - 1, height - 1, "cell", opacity: opacity, title: "\(row), \(columns[columnIndex])")
                if showsValues {
                    drawing.text(
                        NumberText.count(value), x + cell / 2, y + height / 2 + 4, opacity > 0.6 ? "on" : "",
                        anchor: .middle)
                }
            }
        }
        return drawing
    }
}
