/// Points in a plane with names: what costs how much and gains what.
public struct ScatterChart: Chart {
    public struct Point: Hashable, Sendable {
        public var name: String
        /// Points of one group share a colour and a shape and are joined from left to right.
        public var group: String
        public var x: Double
        public var y: Double
        /// Whether its name comes before all others where there is not room for every one.
        public var isNamed: Bool
        /// Drawn hollow, for what ``ScatterChart/hollowMeaning`` says.
        public var isHollow: Bool
        /// The vertical value without what makes it hollow: a stem leads there, and the group's line goes through it.
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
    /// Whether the points that no other beats, less on the horizontal axis for more on the vertical, are marked.
    public var marksParetoFront: Bool
    /// What hollow points and the ends of their stems stand for, for the legend.
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

    /// The points that no other beats, from left to right.
    public var front: [Point] { paretoFront(points, cost: \.x, gain: \.y) }

    public func drawing(width: Double) -> Drawing {
        ScatterPlot(self, width: width).drawing
    }

    /// Where the points and the names are that have found a place.
    package func layout(width: Double) -> (centres: [(x: Double, y: Double)], labels: [LabelPlacement.Label]) {
        let plot = ScatterPlot(self, width: width)
        return (plot.centres, plot.labels)
    }
}
