/// Names of series with their colours, in as many rows as they need.
enum Legend {
    /// What stands before a name.
    enum Sign {
        /// A field of a bar's colour.
        case swatch(Int)
        /// A point of a series, as it is drawn.
        case marker(Int, isHollow: Bool)
        case ring
        /// The line that leads down from a hollow mark.
        case stem
        case line(String)
    }

    /// Draws from the top left and returns the height taken.
    static func draw(_ names: [String], into drawing: inout Drawing) -> Double {
        guard names.count > 1 else { return 0 }
        return draw(names.enumerated().map { (.swatch($0), $1) }, into: &drawing)
    }

    static func draw(_ entries: [(sign: Sign, text: String)], into drawing: inout Drawing) -> Double {
        guard !entries.isEmpty else { return 0 }
        var (x, y) = (0.0, 0.0)
        for (sign, name) in entries {
            let text = fitted(name, drawing.width - 18)
            let width = 16 + textWidth(text) + 14
            if x > 0, x + width - 14 > drawing.width { (x, y) = (0, y + 20) }
            draw(sign, x, y, into: &drawing)
            drawing.text(text, x + 16, y + 13, "soft")
            x += width
        }
        return y + 26
    }

    private static func draw(_ sign: Sign, _ x: Double, _ y: Double, into drawing: inout Drawing) {
        let (centre, middle) = (x + 6, y + 9)
        switch sign {
        case .swatch(let series): drawing.rect(x, y + 3, 11, 11, ChartStyle.fill(series))
        case .marker(let series, let isHollow):
            drawing.marker(MarkerStyle(family: series, isHollow: isHollow), centre, middle, radius: 4.6)
        case .ring: drawing.circle(centre, middle, radius: 5.5, "ring")
        case .stem: drawing.polyline([(centre, y + 2), (centre, y + 16)], "stem axis")
        case .line(let style): drawing.polyline([(x, middle), (x + 12, middle)], style)
        }
    }
}

/// The colour and the shape by which the points of a series are told from others'.
struct MarkerStyle: Hashable {
    enum Shape: Int, CaseIterable {
        case circle, square, triangle, diamond, wedge
    }

    var colour: Int
    var shape: Shape
    var isHollow = false

    /// Of a series of a chart with few: colours first, shapes when those are used up.
    init(series: Int) {
        colour = series % ChartStyle.colours
        shape = Shape(rawValue: series / ChartStyle.colours % Shape.allCases.count) ?? .circle
    }

    /// Of one family among many: neighbours differ in both, and no two of forty are alike.
    init(family: Int, isHollow: Bool = false) {
        colour = family % ChartStyle.colours
        shape = Shape(rawValue: family % Shape.allCases.count) ?? .circle
        self.isHollow = isHollow
    }
}

extension Drawing {
    /// A point of a series.
    mutating func marker(_ marker: MarkerStyle, _ x: Double, _ y: Double, radius: Double, title: String? = nil) {
        let style = marker.isHollow ? "hollow " + ChartStyle.stroke(marker.colour) : "mark " + ChartStyle.fill(marker.colour)
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
