/// A picture under construction. Shapes are in pixels from the top left, in painting order.
public struct Drawing: Sendable {
    public let width: Double
    public package(set) var height: Double
    private(set) var body = ""

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The position of a text relative to its point.
    package enum Anchor: String {
        case start, middle, end
    }

    package mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        body += Markup.element(
            "line",
            [
                ("x1", Markup.number(x1)), ("y1", Markup.number(y1)), ("x2", Markup.number(x2)),
                ("y2", Markup.number(y2)),
                ("class", style),
            ])
    }

    package mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, opacity: Double? = nil,
        title: String? = nil
    ) {
        var attributes = [
            ("x", Markup.number(x)), ("y", Markup.number(y)), ("width", Markup.number(max(width, 0))),
            ("height", Markup.number(max(height, 0))), ("class", style),
        ]
        if let opacity { attributes.append(("fill-opacity", NumberText.fixed(min(max(opacity, 0), 1), 2))) }
        body += Markup.element("rect", attributes, title.map(Self.tooltip))
    }

    package mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
        guard points.count > 1 else { return }
        let list = points.map { Markup.number($0.x) + "," + Markup.number($0.y) }.joined(separator: " ")
        body += Markup.element("polyline", [("points", list), ("class", style)])
    }

    package mutating func polygon(_ points: [(x: Double, y: Double)], _ style: String, title: String? = nil) {
        let list = points.map { Markup.number($0.x) + "," + Markup.number($0.y) }.joined(separator: " ")
        body += Markup.element("polygon", [("points", list), ("class", style)], title.map(Self.tooltip))
    }

    package mutating func circle(_ x: Double, _ y: Double, radius: Double, _ style: String, title: String? = nil) {
        body += Markup.element(
            "circle",
            [("cx", Markup.number(x)), ("cy", Markup.number(y)), ("r", Markup.number(radius)), ("class", style)],
            title.map(Self.tooltip))
    }

    /// Any number of equal dots in one element, in a tenth of the bytes that circles take.
    package mutating func dots(_ points: [(x: Double, y: Double)], _ style: String) {
        guard !points.isEmpty else { return }
        let path = points.map { "M\(Markup.number($0.x)) \(Markup.number($0.y))h0" }.joined()
        body += Markup.element("path", [("d", path), ("class", "dots " + style)])
    }

    /// - Parameter angle: Degrees, clockwise, about the text's point.
    package mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ style: String, anchor: Anchor = .start, angle: Double = 0
    ) {
        let (x, y) = (Markup.number(x), Markup.number(y))
        var attributes = [("x", x), ("y", y), ("class", style)]
        if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
        if angle != 0 { attributes.append(("transform", "rotate(\(Markup.number(angle)) \(x) \(y))")) }
        body += Markup.element("text", attributes, Markup.escaped(text))
    }

    /// Places another drawing with its corner at a point.
    package mutating func place(_ other: Drawing, at x: Double, _ y: Double) {
        body += Markup.element(
            "g", [("transform", "translate(\(Markup.number(x)) \(Markup.number(y)))")], other.body)
    }

    private static func tooltip(_ text: String) -> String { "<title>\(Markup.escaped(text))</title>" }
}
