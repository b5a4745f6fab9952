/// Named points in a plane, such as costs and gains.
public struct ScatterChart: Chart {
    public struct Point: Hashable, Sendable {
        public var name: String
        /// Points of a group share a colour and a shape. A line joins them from left to right.
        public var group: String
        public var x: Double
        public var y: Double
        /// Whether its name comes first when there is not room for all.
        public var isNamed: Bool
        /// Whether it is drawn hollow. ``ScatterChart/hollowMeaning`` explains hollow points.
        public var isHollow: Bool
        /// The vertical value without the effect that hollow points have. A stem leads to it, and the group's line goes
        /// through it.
        public var base: Double?

        public init(
            _ name: String, group: String, x: Double, y: Double, isNamed: Bool = false, isHollow: Bool = false,
            base: Double? = nil
        ) {
            self.name = name
            self.group = group
            self.x = x
            self.y = y
            self.isNamed = isNamed
            self.isHollow = isHollow
            self.base = base
        }
    }

    public var title: String
    public var summary: String
    public var xAxis: Axis
    public var yAxis: Axis
    public var points: [Point]
    /// Whether to mark the Pareto front: the points that no other beats with less on the horizontal axis and more on
    /// the vertical.
    public var marksParetoFront: Bool
    /// The legend's text for hollow points and the ends of their stems.
    public var hollowMeaning: String
    public var stemMeaning: String

    public init(
        title: String, summary: String, xAxis: Axis, yAxis: Axis, points: [Point], marksParetoFront: Bool = false,
        hollowMeaning: String = "", stemMeaning: String = ""
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
        self.hollowMeaning = hollowMeaning
        self.stemMeaning = stemMeaning
    }

    /// The Pareto front, from left to right.
    public var front: [Point] { paretoFront(points, cost: \.x, gain: \.y) }

    public func drawing(width: Double) -> Drawing {
        ScatterPlot(self, width: width).drawing
    }

    /// The positions of the points, and of the names that have room.
    package func layout(width: Double) -> (centres: [(x: Double, y: Double)], labels: [LabelPlacement.Label]) {
        let plot = ScatterPlot(self, width: width)
        return (plot.centres, plot.labels)
    }
}
