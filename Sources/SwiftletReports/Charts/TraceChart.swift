/// Small pictures side by side. Each shows a curve in the plane that changes colour along its way.
public struct TraceChart: Chart {
    public struct Panel: Hashable, Sendable {
        public struct Point: Hashable, Sendable {
            public var x: Double
            public var y: Double

            public init(_ x: Double, _ y: Double) {
                self.x = x
                self.y = y
            }
        }

        public var title: String
        public var note: String
        public var points: [Point]

        public init(title: String, note: String, points: [Point]) {
            self.title = title
            self.note = note
            self.points = points
        }
    }

    public var title: String
    public var summary: String
    public var panels: [Panel]

    public init(title: String, summary: String, panels: [Panel]) {
        self.title = title
        self.summary = summary
        self.panels = panels
    }

    public func drawing(width: Double) -> Drawing {
        let columns = max(1, min(width < 500 ? 2 : 3, panels.count))
        let cell = width / Double(columns)
        let side = cell - 16
        let rows = (panels.count + columns - 1) / columns
        var drawing = Drawing(width: width, height: Double(rows) * (side + 52))
        // All panels share one scale, so that a shrunken curve looks shrunken.
        let reach = panels.flatMap(\.points).reduce(0) { max($0, abs($1.x), abs($1.y)) }
        for (index, panel) in panels.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            let (x, y) = (Double(column) * cell + 8, Double(row) * (side + 52) + 40)
            drawing.text(TextMetrics.fitted(panel.title, side), x, y - 22, "strong")
            drawing.text(TextMetrics.fitted(panel.note, side, size: 11), x, y - 7, "soft small")
            drawing.rect(x, y, side, side, "cell-line")
            let points = panel.points.filter { $0.x.isFinite && $0.y.isFinite }.map { point in
                (
                    x: x + side / 2 + point.x / max(reach, 1e-9) * side * 0.46,
                    y: y + side / 2 - point.y / max(reach, 1e-9) * side * 0.46
                )
            }
            for step in 0..<ChartStyle.traceSteps {
                let from = points.count * step / ChartStyle.traceSteps
                let to = min(points.count * (step + 1) / ChartStyle.traceSteps + 1, points.count)
                drawing.polyline(Array(points[from..<max(from, to)]), "trace t\(step)")
            }
        }
        return drawing
    }
}
