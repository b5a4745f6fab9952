/// The colour and shape of a series' points.
package struct MarkerStyle: Hashable {
    package enum Shape: Int, CaseIterable {
        case circle, square, triangle, diamond, wedge
    }

    package var colour: Int
    package var shape: Shape
    package var isHollow = false

    /// For a chart with few series: first different colours, then different shapes.
    package init(series: Int) {
        colour = series % ChartStyle.colours
        shape = Shape(rawValue: series / ChartStyle.colours % Shape.allCases.count) ?? .circle
    }

    /// For one of many families: neighbours differ in colour and shape, and forty families all differ.
    package init(family: Int, isHollow: Bool = false) {
        colour = family % ChartStyle.colours
        shape = Shape(rawValue: family % Shape.allCases.count) ?? .circle
        self.isHollow = isHollow
    }
}

extension Drawing {
    /// Draws a point of a series.
    package mutating func marker(_ marker: MarkerStyle, _ x: Double, _ y: Double, radius: Double, title: String? = nil)
    {
        let style =
            marker.isHollow ? "hollow " + ChartStyle.stroke(marker.colour) : "mark " + ChartStyle.fill(marker.colour)
        let r = (marker.isHollow ? radius - 0.6 : radius) * 1.1
        switch marker.shape {
        case .circle: circle(x, y, radius: r / 1.1, style, title: title)
        case .square:
            let r = r * 0.92
            polygon([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], style, title: title)
        case .triangle: polygon([(x, y - 1.3 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)], style, title: title)
        case .diamond:
            polygon([(x, y - 1.4 * r), (x + 1.4 * r, y), (x, y + 1.4 * r), (x - 1.4 * r, y)], style, title: title)
        case .wedge: polygon([(x, y + 1.3 * r), (x + 1.2 * r, y - r), (x - 1.2 * r, y - r)], style, title: title)
        }
    }
}
