/// Puts labels beside their points so that none covers another, and as few points as can be.
struct LabelPlacement {
    struct Box {
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

        func contains(_ point: (x: Double, y: Double), margin: Double) -> Bool {
            point.x > x - margin && point.x < x + width + margin && point.y > y - margin
                && point.y < y + height + margin
        }
    }

    let bounds: Box
    let points: [(x: Double, y: Double)]
    private(set) var taken: [Box] = []

    /// - Parameter marks: Points that no label may cover at all: each is given a box of its own.
    init(within bounds: Box, avoiding points: [(x: Double, y: Double)], marks: [(x: Double, y: Double)] = []) {
        self.bounds = bounds
        self.points = points
        taken = marks.map { Box(x: $0.x - 6, y: $0.y - 6, width: 12, height: 12) }
    }

    /// The place of a text of 11 pixels near a point: the baseline's left end. Nil where there is none that covers no
    /// other label and at most `covering` points.
    mutating func place(
        _ text: String, near point: (x: Double, y: Double), radius: Double = 5, covering most: Int = 1,
        isBold: Bool = false
    ) -> (x: Double, y: Double)? {
        let (width, height) = (textWidth(text, size: isBold ? 12 : 11), 13.0)
        var best: (box: Box, cost: Double)?
        for (rank, candidate) in candidates(point, width: width, height: height, radius: radius).enumerated() {
            guard bounds.contains(candidate), !taken.contains(where: { $0.overlaps(candidate) }) else { continue }
            let covered = points.count { candidate.contains($0, margin: 3) }
            let cost = Double(covered) + Double(rank) * 0.05
            if covered <= most, cost < best?.cost ?? .infinity { best = (candidate, cost) }
        }
        guard let box = best?.box else { return nil }
        taken.append(box)
        return (box.x, box.y + height - 3)
    }

    /// Right, left, above, below, then the corners; near first, then a little further away.
    private func candidates(_ point: (x: Double, y: Double), width: Double, height: Double, radius: Double) -> [Box] {
        // In widths and heights of the label beside the point, and in gaps between the two.
        let sides: [(x: Double, y: Double, gapX: Double, gapY: Double)] = [
            (0, -0.5, 1, 0), (-1, -0.5, -1, 0), (-0.5, -1, 0, -1), (-0.5, 0, 0, 1),
            (0, -1, 0.7, -0.7), (-1, -1, -0.7, -0.7), (0, 0, 0.7, 0.7), (-1, 0, -0.7, 0.7),
        ]
        var boxes: [Box] = []
        for gap in [radius + 2, radius + 9] {
            for side in sides {
                let x = point.x + side.x * width + side.gapX * gap
                let y = point.y + side.y * height + side.gapY * gap
                boxes.append(Box(x: x, y: y, width: width, height: height))
            }
        }
        return boxes
    }
}
