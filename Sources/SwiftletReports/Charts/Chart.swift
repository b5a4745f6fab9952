/// A picture of numbers that lays itself out for any width. Its SVG names colours by classes, so that a style sheet can
/// give light, dark and printed ones.
public protocol Chart: Sendable {
    var title: String { get }
    /// A description of the picture, for readers who cannot see it.
    var summary: String { get }
    /// Lays the chart out for a width in pixels.
    func drawing(width: Double) -> Drawing
}

extension Chart {
    /// An SVG file with its own title, style and background.
    /// - Parameter width: In pixels, clamped to 240…4,000.
    public func svg(width: Double = 760) -> String {
        let width = min(max(width.isFinite ? width : 760, 240), 4000)
        let plot = drawing(width: width - 32)
        var page = Drawing(width: width, height: plot.height + 64)
        page.rect(0, 0, width, page.height, "paper")
        page.text(TextMetrics.fitted(title, width - 32, size: 16), 16, 28, "heading")
        page.place(plot, at: 16, 48)
        return element(page, style: ChartStyle.css, isFile: true) + "\n"
    }

    /// For a page that has ``ChartStyle/css``. The chart is laid out twice, for screens and for phones, and the page's
    /// style shows one of them.
    package func figure() -> String {
        let (wide, narrow) = (drawing(width: 760), drawing(width: 360))
        return """
            <figure class="chart-figure"><figcaption>\(Markup.escaped(title))</figcaption>
            <div class="wide">\(element(wide, style: nil, isFile: false))</div>
            <div class="narrow">\(element(narrow, style: nil, isFile: false))</div></figure>

            """
    }

    private func element(_ drawing: Drawing, style: String?, isFile: Bool) -> String {
        let (width, height) = (Markup.number(drawing.width), Markup.number(drawing.height))
        var attributes = [("class", "chart"), ("viewBox", "0 0 \(width) \(height)"), ("role", "img")]
        if isFile {
            attributes += [("xmlns", "http://www.w3.org/2000/svg"), ("width", width), ("height", height)]
        }
        let parts = [
            Markup.element("title", [], Markup.escaped(title)), Markup.element("desc", [], Markup.escaped(summary)),
            style.map { Markup.element("style", [], $0) } ?? "", drawing.body,
        ]
        return Markup.element("svg", attributes, parts.joined())
    }
}
