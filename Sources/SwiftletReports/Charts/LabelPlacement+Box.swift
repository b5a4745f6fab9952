extension LabelPlacement {
    /// A rectangle in pixels.
    package struct Box: Hashable, Sendable {
        package var x: Double
        package var y: Double
        package var width: Double
        package var height: Double

        package func overlaps(_ other: Box) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }

        func contains(_ other: Box) -> Bool {
            x <= other.x && y <= other.y && other.x + other.width <= x + width && other.y + other.height <= y + height
        }

        /// The point of the box that is nearest to the given one.
        func nearest(to point: (x: Double, y: Double)) -> (x: Double, y: Double) {
            (min(max(point.x, x), x + width), min(max(point.y, y), y + height))
        }

        /// The distance from the box's nearest point; 0 inside.
        package func distance(to point: (x: Double, y: Double)) -> Double {
            let across = max(x - point.x, 0, point.x - x - width)
            let along = max(y - point.y, 0, point.y - y - height)
            return (across * across + along * along).squareRoot()
        }
    }
}
