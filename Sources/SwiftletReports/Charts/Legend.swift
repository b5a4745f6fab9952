/// The names of series with their colours, in as many rows as they need.
package enum Legend {
    /// The sign before a name.
    package enum Sign {
        /// A square of a bar's colour.
        case swatch(Int)
        /// A point of a series.
        case marker(Int, isHollow: Bool)
        case ring
        /// The line below a hollow mark.
        case stem
        case line(String)
    }

    /// Draws from the top left and returns the height.
    package static func draw(_ names: [String], into drawing: inout Drawing) -> Double {
        guard names.count > 1 else { return 0 }
        return draw(names.enumerated().map { (.swatch($0), $1) }, into: &drawing)
    }

    package static func draw(_ entries: [(sign: Sign, text: String)], into drawing: inout Drawing) -> Double {
        guard !entries.isEmpty else { return 0 }
        var (x, y) = (0.0, 0.0)
        for (sign, name) in entries {
            let text = TextMetrics.fitted(name, drawing.width - 18)
            let width = 16 + TextMetrics.width(text) + 14
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
