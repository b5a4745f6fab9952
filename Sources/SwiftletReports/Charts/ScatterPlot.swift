/// A scatter chart laid out for a width: frame, marks, and the names that have room.
struct ScatterPlot {
    private let chart: ScatterChart
    private let groups: [String]
    private let series: [String: Int]
    private let front: [ScatterChart.Point]
    private let frame: PlotFrame
    private let radius: Double
    private(set) var drawing: Drawing
    /// The position of every point, in the chart's order.
    let centres: [(x: Double, y: Double)]
    let labels: [LabelPlacement.Label]
    private let placement: LabelPlacement

    init(_ chart: ScatterChart, width: Double) {
        let isNarrow = width < 500
        self.chart = chart
        var seen: Set<String> = []
        groups = chart.points.map(\.group).filter { seen.insert($0).inserted }
        series = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        front = chart.marksParetoFront ? chart.front : []
        radius = isNarrow ? 3.8 : 4.6
        var drawing = Drawing(width: width, height: 0)
        let legend = Legend.draw(Self.legend(chart, groups, hasFront: !front.isEmpty), into: &drawing)
        drawing.height = legend + (isNarrow ? width * 1.15 : min(width * 0.7, 640))
        let points = chart.points
        frame = PlotFrame(
            width: width, height: drawing.height, top: legend, xAxis: chart.xAxis, yAxis: chart.yAxis,
            xs: points.map(\.x), ys: points.map(\.y) + points.compactMap(\.base), into: &drawing)
        centres = points.map { [frame] in frame.point($0.x, $0.y) }
        // A ring is larger than the mark inside it.
        placement = Self.placed(
            chart, front, centres, frame, radius: front.isEmpty ? radius : radius + 2.4, isNarrow: isNarrow)
        labels = placement.labels
        self.drawing = drawing
        drawLines()
        drawMarks()
        drawLabels()
    }

    private static func legend(
        _ chart: ScatterChart, _ groups: [String], hasFront: Bool
    ) -> [(sign: Legend.Sign, text: String)] {
        var entries: [(sign: Legend.Sign, text: String)] = []
        if groups.count > 1 {
            entries = groups.enumerated().map { (.marker($0, isHollow: false), $1) }
        }
        if hasFront { entries.append((.ring, "no other is as cheap and as good")) }
        if let hollow = chart.points.first(where: \.isHollow), !chart.hollowMeaning.isEmpty {
            entries.append((.marker(groups.firstIndex(of: hollow.group) ?? 0, isHollow: true), chart.hollowMeaning))
        }
        if chart.points.contains(where: { $0.base != nil }), !chart.stemMeaning.isEmpty {
            entries.append((.stem, chart.stemMeaning))
        }
        return entries
    }

    private mutating func drawLines() {
        for (index, group) in groups.enumerated() {
            let members = chart.points.filter { $0.group == group }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
            drawing.polyline(members.map { frame.point($0.x, $0.base ?? $0.y) }, "thin " + ChartStyle.stroke(index))
            for member in members {
                guard let base = member.base else { continue }
                let (end, start) = (frame.point(member.x, base), frame.point(member.x, member.y))
                drawing.polyline([start, end], "stem " + ChartStyle.stroke(index))
                drawing.polyline([(end.x - 4, end.y), (end.x + 4, end.y)], "curve " + ChartStyle.stroke(index))
            }
        }
        drawing.polyline(front.map { frame.point($0.x, $0.y) }, "front")
    }

    private mutating func drawMarks() {
        for (point, centre) in zip(chart.points, centres) {
            var tip =
                "\(point.name) (\(point.group)): \(chart.xAxis.label) \(NumberText.count(point.x)), "
                + "\(chart.yAxis.label) \(NumberText.significant(point.y))"
            if point.isHollow, !chart.hollowMeaning.isEmpty { tip += "; \(chart.hollowMeaning)" }
            drawing.marker(
                MarkerStyle(family: series[point.group] ?? 0, isHollow: point.isHollow), centre.x, centre.y,
                radius: radius, title: tip)
        }
        for point in front {
            let (x, y) = frame.point(point.x, point.y)
            drawing.circle(x, y, radius: radius + 2.4, "ring")
        }
    }

    private mutating func drawLabels() {
        let inFront = Set(front)
        for label in labels {
            let point = chart.points[label.point]
            let style = inFront.contains(point) ? "strong" : point.isNamed ? "" : "soft"
            if label.hasLeader {
                let leader = placement.leader(of: label)
                drawing.polyline([leader.start, leader.end], "leader")
            }
            drawing.text(label.text, label.origin.x, label.origin.y, "label small " + style)
        }
    }

    /// Places the required names first, then the front's, then the others', from isolated to crowded points. Names
    /// without a place are left out.
    private static func placed(
        _ chart: ScatterChart, _ front: [ScatterChart.Point], _ centres: [(x: Double, y: Double)], _ frame: PlotFrame,
        radius: Double, isNarrow: Bool
    ) -> LabelPlacement {
        // The strip above the plot is free, except for the axis' name on the left.
        var bounds = frame.area
        bounds.y -= 8
        bounds.height += 6
        var placement = LabelPlacement(within: bounds, points: centres, radius: radius)
        let points = chart.points
        func name(_ index: Int, size: Double = 11, reach: Double) {
            guard !placement.labels.contains(where: { $0.point == index }) else { return }
            _ = placement.place(points[index].name, at: index, size: size, reach: reach)
        }
        let inFront = Set(front)
        for index in points.indices where points[index].isNamed {
            let size = inFront.contains(points[index]) ? 12.0 : 11
            if placement.place(points[index].name, at: index, size: size, reach: 9) == nil {
                _ = placement.placeWithLeader(points[index].name, at: index, size: size)
            }
        }
        for index in points.indices where inFront.contains(points[index]) {
            name(index, size: 12, reach: isNarrow ? 9 : 14)
        }
        guard !isNarrow || points.count <= 24 else { return placement }
        func room(_ index: Int) -> Double {
            let own = centres[index]
            return centres.indices.lazy.filter { $0 != index }.map { other in
                let (x, y) = (centres[other].x - own.x, centres[other].y - own.y)
                return x * x + y * y
            }.min() ?? .infinity
        }
        let rooms = points.indices.map(room)
        for index in points.indices.sorted(by: { (rooms[$0], $1) > (rooms[$1], $0) }) { name(index, reach: 9) }
        return placement
    }
}
