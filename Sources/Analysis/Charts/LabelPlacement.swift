/// Puts labels beside their points so that each is nearer to its own point than to any other, and none covers a point or
/// another label.
struct LabelPlacement {
    struct Box: Hashable, Sendable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        func overlaps(_ other: Box) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }

        func contains(_ other: Box) -> Bool {
            x <= other.x && y <= other.y && other.x + other.width <= x + width && other.y + other.height <= y + height
        }

        /// From the nearest of the box's points; 0 within it.
        func distance(to point: (x: Double, y: Double)) -> Double {
            let across = max(x - point.x, 0, point.x - x - width)
            let along = max(y - point.y, 0, point.y - y - height)
            return (across * across + along * along).squareRoot()
        }
    }

    /// A label that has found its place.
    struct Label: Hashable, Sendable {
        var text: String
        /// Which of the points it belongs to.
        var point: Int
        var box: Box

        /// The baseline's left end.
        var origin: (x: Double, y: Double) { (box.x, box.y + box.height - 3) }
    }

    /// By how many pixels any other point must be further away than the label's own.
    static let margin = 3.0
    static let height = 13.0

    let bounds: Box
    let points: [(x: Double, y: Double)]
    /// How far from its centre a point's mark reaches.
    let radius: Double
    private(set) var labels: [Label] = []

    init(within bounds: Box, points: [(x: Double, y: Double)], radius: Double) {
        self.bounds = bounds
        self.points = points
        self.radius = radius
    }

    /// Finds a place for the name of a point.
    ///
    /// - Parameters:
    ///   - size: Of the letters, in pixels.
    ///   - reach: How far from the mark the label may be.
    /// - Returns: Nil, and nothing changes, where there is no place that could only be that point's.
    mutating func place(_ text: String, at point: Int, size: Double = 11, reach: Double = 12) -> Label? {
        let width = textWidth(text, size: size)
        var best: (box: Box, cost: Double)?
        for (rank, box) in candidates(points[point], width: width, reach: reach).enumerated() {
            guard bounds.contains(box), !labels.contains(where: { $0.box.overlaps(box) }) else { continue }
            let own = box.distance(to: points[point])
            var cost = own + Double(rank % 8) * 0.3
            var isFree = true
            for (index, other) in points.enumerated() where index != point {
                let distance = box.distance(to: other)
                if distance < radius + 1 || distance < own + Self.margin {
                    isFree = false
                    break
                }
                // A label among many points says less clearly whose it is.
                cost += max(0, 1 - (distance - own) / 24) * 6
            }
            if isFree, cost < best?.cost ?? .infinity { best = (box, cost) }
        }
        guard let box = best?.box else { return nil }
        let label = Label(text: text, point: point, box: box)
        labels.append(label)
        return label
    }

    /// Right, left, above, below, the corners, and above and below shifted along; near first, then further away.
    private func candidates(_ point: (x: Double, y: Double), width: Double, reach: Double) -> [Box] {
        // In widths and heights of the label beside the point, and in gaps between the two.
        let sides: [(x: Double, y: Double, gapX: Double, gapY: Double)] = [
            (0, -0.5, 1, 0), (-1, -0.5, -1, 0), (-0.5, -1, 0, -1), (-0.5, 0, 0, 1),
            (0, -1, 0.7, -0.7), (-1, -1, -0.7, -0.7), (0, 0, 0.7, 0.7), (-1, 0, -0.7, 0.7),
            (-0.25, -1, 0, -1), (-0.75, -1, 0, -1), (-0.25, 0, 0, 1), (-0.75, 0, 0, 1),
            (-0.1, -1, 0, -1), (-0.9, -1, 0, -1), (-0.1, 0, 0, 1), (-0.9, 0, 0, 1),
        ]
        return stride(from: 2.5, through: reach, by: 3).flatMap { space in
            sides.map { side in
                let gap = radius + space
                return Box(
                    x: point.x + side.x * width + side.gapX * gap,
                    y: point.y + side.y * Self.height + side.gapY * (side.gapX == 0 ? gap - 2 : gap), width: width,
                    height: Self.height)
            }
        }
    }
}
