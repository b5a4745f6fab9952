/// Places labels beside their points. Each label is nearer to its own point than to any other, and covers neither a
/// point nor another label.
package struct LabelPlacement {
    /// A placed label.
    package struct Label: Hashable, Sendable {
        package var text: String
        /// The index of its point.
        package var point: Int
        package var box: Box
        /// Whether a line leads from the point to the label. The label may then be anywhere.
        package var hasLeader = false

        /// The left end of the baseline.
        var origin: (x: Double, y: Double) { (box.x, box.y + box.height - 3) }
    }

    /// How much further away than its own point any other point must be, in pixels.
    static let margin = 3.0
    static let height = 13.0

    let bounds: Box
    let points: [(x: Double, y: Double)]
    /// The radius of a point's mark.
    let radius: Double
    private(set) var labels: [Label] = []

    init(within bounds: Box, points: [(x: Double, y: Double)], radius: Double) {
        self.bounds = bounds
        self.points = points
        self.radius = radius
    }

    /// Finds a place for a point's name.
    ///
    /// - Parameters:
    ///   - size: The font size in pixels.
    ///   - reach: How far from the mark the label may be.
    /// - Returns: Nil if every place is ambiguous. Nothing changes then.
    mutating func place(_ text: String, at point: Int, size: Double = 11, reach: Double = 12) -> Label? {
        let width = TextMetrics.width(text, size: size)
        var best: (box: Box, cost: Double)?
        for (rank, box) in candidates(points[point], width: width, reach: reach).enumerated() {
            guard isFree(box) else { continue }
            let own = box.distance(to: points[point])
            var cost = own + Double(rank % 8) * 0.3
            var isOwn = true
            for (index, other) in points.enumerated() where index != point {
                let distance = box.distance(to: other)
                if distance < radius + 1 || distance < own + Self.margin {
                    isOwn = false
                    break
                }
                // A label among many points is less clear.
                cost += max(0, 1 - (distance - own) / 24) * 6
            }
            if isOwn, cost < best?.cost ?? .infinity { best = (box, cost) }
        }
        guard let box = best?.box else { return nil }
        let label = Label(text: text, point: point, box: box)
        labels.append(label)
        return label
    }

    /// Finds a place further away for a name in a crowd, with a line from the point to the label.
    ///
    /// - Returns: Nil if there is not any place. Nothing changes then.
    mutating func placeWithLeader(_ text: String, at point: Int, size: Double = 11) -> Label? {
        let (own, width) = (points[point], TextMetrics.width(text, size: size))
        var best: (box: Box, cost: Double)?
        for row in -24...24 {
            for column in -24...24 {
                let box = Box(
                    x: own.x + Double(column) * 9 - width / 2, y: own.y + Double(row) * 8 - Self.height / 2,
                    width: width,
                    height: Self.height)
                let length = box.distance(to: own)
                guard length > radius + 6, isFree(box) else { continue }
                let end = box.nearest(to: own)
                var cost = length
                for (index, other) in points.enumerated() where index != point {
                    guard box.distance(to: other) > radius + 2 else {
                        cost = .infinity
                        break
                    }
                    // A line over another point's mark would seem to begin there.
                    if Self.distance(from: other, to: own, end) < radius + 1 { cost += 60 }
                }
                let line = Self.steps(own, end)
                cost += 200 * Double(labels.count { label in line.contains { label.box.distance(to: $0) < 1 } })
                if cost < best?.cost ?? .infinity { best = (box, cost) }
            }
        }
        guard let box = best?.box else { return nil }
        let label = Label(text: text, point: point, box: box, hasLeader: true)
        labels.append(label)
        return label
    }

    /// The ends of the line between a point and its label.
    func leader(of label: Label) -> (start: (x: Double, y: Double), end: (x: Double, y: Double)) {
        let own = points[label.point]
        let end = label.box.nearest(to: own)
        let (x, y) = (end.x - own.x, end.y - own.y)
        let length = max((x * x + y * y).squareRoot(), 1e-9)
        return ((own.x + x / length * radius, own.y + y / length * radius), end)
    }

    /// Whether the box is empty.
    private func isFree(_ box: Box) -> Bool {
        bounds.contains(box)
            && !labels.contains { label in
                label.box.overlaps(box)
                    || (label.hasLeader
                        && Self.steps(points[label.point], label.box.nearest(to: points[label.point])).contains {
                            box.distance(to: $0) < 1
                        })
            }
    }

    /// Points along a line.
    private static func steps(
        _ start: (x: Double, y: Double), _ end: (x: Double, y: Double)
    ) -> [(x: Double, y: Double)] {
        (0...24).map { step in
            let share = Double(step) / 24
            return (start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        }
    }

    private static func distance(
        from point: (x: Double, y: Double), to start: (x: Double, y: Double), _ end: (x: Double, y: Double)
    ) -> Double {
        let (x, y) = (end.x - start.x, end.y - start.y)
        let length = x * x + y * y
        let share = length == 0 ? 0 : min(max(((point.x - start.x) * x + (point.y - start.y) * y) / length, 0), 1)
        let (dx, dy) = (point.x - start.x - x * share, point.y - start.y - y * share)
        return (dx * dx + dy * dy).squareRoot()
    }

    /// Right, left, above, below, the corners, and above and below with a shift; first near, then further away.
    private func candidates(_ point: (x: Double, y: Double), width: Double, reach: Double) -> [Box] {
        // Offsets from the point in label widths and heights, and in gaps.
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
