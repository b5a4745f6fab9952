/// Points in a plane with names: what costs how much and gains what.
public struct ScatterChart: Chart {
    public struct Point: Hashable, Sendable {
        public var name: String
        /// Points of one group share a colour and are joined from left to right.
        public var group: String
        public var x: Double
        public var y: Double

        public init(_ name: String, group: String, x: Double, y: Double) {
            self.name = name
            self.group = group
            self.x = x
            self.y = y
        }
    }

    public var title: String
    public var summary: String
    public var xAxis: Axis
    public var yAxis: Axis
    public var points: [Point]
    /// Whether the points that no other beats, less on the horizontal axis for more on the vertical, are marked.
    public var marksParetoFront: Bool

    public init(
        title: String, summary: String, xAxis: Axis, yAxis: Axis, points: [Point], marksParetoFront: Bool = false
    ) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.points = points.filter {
            $0.x.isFinite && $0.y.isFinite && (xAxis.scale == .linear || $0.x > 0)
                && (yAxis.scale == .linear || $0.y > 0)
        }
        self.marksParetoFront = marksParetoFront
    }

    /// The points that no other beats, from left to right.
    public var front: [Point] { paretoFront(points, cost: \.x, gain: \.y) }

    public func drawing(width: Double) -> Drawing {
        var drawing = Drawing(width: width, height: width < 500 ? width * 1.15 : min(width * 0.66, 560))
        let frame = PlotFrame(
            width: width, height: drawing.height, xAxis: xAxis, yAxis: yAxis, xs: points.map(\.x), ys: points.map(\.y),
            into: &drawing)
        let front = marksParetoFront ? self.front : []
        let groups = groupOrder()

        for (series, group) in groups.enumerated() {
            let members = points.filter { $0.group == group }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
            drawing.polyline(members.map { frame.point($0.x, $0.y) }, "thin " + ChartStyle.stroke(series))
        }
        drawing.polyline(front.map { frame.point($0.x, $0.y) }, "front")
        let indices = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        for point in points {
            let (x, y) = frame.point(point.x, point.y)
            let tip =
                "\(point.name) (\(point.group)): \(xAxis.label) \(NumberText.count(point.x)), "
                + "\(yAxis.label) \(NumberText.significant(point.y))"
            drawing.marker(indices[point.group] ?? 0, x, y, radius: width < 500 ? 3.6 : 4.6, title: tip)
        }
        for point in front {
            let (x, y) = frame.point(point.x, point.y)
            drawing.circle(x, y, radius: width < 500 ? 5.6 : 7, "ring")
        }
        label(front, groups, frame, into: &drawing)
        return drawing
    }

    private func groupOrder() -> [String] {
        var seen: Set<String> = []
        return points.map(\.group).filter { seen.insert($0).inserted }
    }

    /// First the front's names, then every group's at its best point that has room, then the other points' while they are
    /// few.
    private func label(_ front: [Point], _ groups: [String], _ frame: PlotFrame, into drawing: inout Drawing) {
        // The strip above the plot is free but for the axis' name on the left.
        var bounds = frame.area
        bounds.y -= 13
        bounds.height += 13
        var placement = LabelPlacement(
            within: bounds, avoiding: points.map { frame.point($0.x, $0.y) },
            marks: front.map { frame.point($0.x, $0.y) })
        func draw(_ text: String, _ point: Point, _ style: String, covering: Int) -> Bool {
            let isBold = style == "strong"
            let place = placement.place(
                text, near: frame.point(point.x, point.y), radius: isBold ? 8 : 5, covering: covering, isBold: isBold)
            guard let place else { return false }
            drawing.text(text, place.x, place.y, "label small " + style)
            return true
        }
        var labelled: Set<String> = []
        // On a phone there is less room to cover anything.
        let most = drawing.width < 500 ? 1 : 2
        for point in front where draw(point.name, point, "strong", covering: most) { labelled.insert(point.group) }
        if points.count > 24 {
            for (series, group) in groups.enumerated() where !labelled.contains(group) {
                let members = points.filter { $0.group == group }.sorted { $0.y > $1.y }
                for member in members where draw(group, member, ChartStyle.fill(series), covering: most - 1) { break }
            }
        } else {
            let inFront = Set(front)
            for point in points where !inFront.contains(point) { _ = draw(point.name, point, "soft", covering: 1) }
        }
    }
}
