/// Curves over one horizontal axis.
public struct LineChart: Chart {
    public struct Series: Hashable, Sendable {
        public struct Point: Hashable, Sendable {
            public var x: Double
            public var y: Double

            public init(_ x: Double, _ y: Double) {
                self.x = x
                self.y = y
            }
        }

        public var name: String
        public var points: [Point]

        public init(_ name: String, _ points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    public var title: String
    public var summary: String
    public var xAxis: Axis
    public var yAxis: Axis
    public var series: [Series]
    /// Whether a linear vertical axis begins at zero.
    public var includesZero: Bool
    /// Whether every point is marked.
    public var hasMarkers: Bool
    /// The name for the largest point of each series. If it is empty, the points are not marked.
    public var peakName: String

    public init(
        title: String, summary: String, xAxis: Axis, yAxis: Axis, series: [Series], includesZero: Bool = true,
        hasMarkers: Bool = true, peakName: String = ""
    ) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        self.includesZero = includesZero
        self.hasMarkers = hasMarkers
        self.peakName = peakName
    }

    public func drawing(width: Double) -> Drawing {
        var drawing = Drawing(width: width, height: min(max(width * 0.55, 290), 440))
        let legend = Legend.draw(series.map(\.name), into: &drawing)
        drawing.height += legend
        let points = series.flatMap(\.points)
        let frame = PlotFrame(
            width: width, height: drawing.height, top: legend, xAxis: xAxis, yAxis: yAxis, xs: points.map(\.x),
            ys: points.map(\.y), yIncludesZero: includesZero, into: &drawing)
        for (index, series) in series.enumerated() {
            let usable = series.points.filter { $0.x.isFinite && $0.y.isFinite }
            drawing.polyline(usable.map { frame.point($0.x, $0.y) }, "curve " + ChartStyle.stroke(index))
            for point in usable where hasMarkers {
                let (x, y) = frame.point(point.x, point.y)
                let tip = "\(series.name): \(NumberText.significant(point.x)), \(NumberText.significant(point.y))"
                drawing.marker(MarkerStyle(series: index), x, y, radius: 4, title: tip)
            }
            if !peakName.isEmpty, let peak = usable.max(by: { $0.y < $1.y }) { name(peak, frame, into: &drawing) }
        }
        return drawing
    }

    /// Writes the name beside the point, on the side with more room.
    private func name(_ peak: Series.Point, _ frame: PlotFrame, into drawing: inout Drawing) {
        let (x, y) = frame.point(peak.x, peak.y)
        drawing.circle(x, y, radius: 4, "ring")
        let isLeft = x > frame.area.x + frame.area.width / 2
        let room = (isLeft ? x - frame.area.x : frame.area.x + frame.area.width - x) - 10
        let place = isLeft ? x - 9 : x + 9
        let anchor: Drawing.Anchor = isLeft ? .end : .start
        let value = NumberText.value(peak.y, yAxis.quantity)
        let whole = "\(peakName), \(value)"
        if TextMetrics.width(whole) <= room {
            drawing.text(whole, place, y + 4, "label small strong", anchor: anchor)
        } else {
            drawing.text(TextMetrics.fitted(peakName, room), place, y + 4, "label small strong", anchor: anchor)
            drawing.text(value, place, y + 19, "label small", anchor: anchor)
        }
    }
}
