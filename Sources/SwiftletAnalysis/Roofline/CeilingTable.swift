import _SwiftletLibC

/// Rates measured on a grid of shapes, interpolated for shapes between.
public struct CeilingTable: Hashable, Sendable, Codable {
    /// The grid's coordinates along each axis, ascending and positive.
    public var axes: [[Double]]
    /// In row-major order: the last axis is fastest.
    public var rates: [Double]

    /// - Precondition: There is a rate for each point of the grid.
    init(axes: [[Double]], rates: [Double]) {
        precondition(rates.count == axes.reduce(1) { $0 * $1.count })
        self.axes = axes
        self.rates = rates
    }

    /// - Parameter rate: The rate at a point of the grid; nil if measuring would take too long. The nearest smaller
    ///   value along the last axis then takes its place.
    init(axes: [[Double]], rate: ([Double]) throws -> Double?) rethrows {
        self.axes = axes
        rates = []
        let count = axes.reduce(1) { $0 * $1.count }
        for index in 0..<count {
            var rest = index
            var point = [Double](repeating: 0, count: axes.count)
            for axis in axes.indices.reversed() {
                point[axis] = axes[axis][rest % axes[axis].count]
                rest /= axes[axis].count
            }
            rates.append(try rate(point) ?? rates.last ?? 1)
        }
    }

    /// The rate at a point. It is interpolated linearly in the logarithms of coordinates and rates. Points beyond the
    /// grid take the edge's rate.
    public func rate(at point: [Double]) -> Double {
        precondition(point.count == axes.count)
        var terms = [(offset: 0, weight: 1.0)]
        for (axis, x) in zip(axes, point) {
            let upper = axis.firstIndex { $0 >= x } ?? axis.count - 1
            let lower = axis[upper] > x ? max(0, upper - 1) : upper
            let share =
                upper == lower ? 0 : (log(x) - log(axis[lower])) / (log(axis[upper]) - log(axis[lower]))
            terms = terms.flatMap { term in
                [(lower, 1 - share), (upper, share)].filter { $0.1 > 0 }
                    .map { (term.offset * axis.count + $0.0, term.weight * $0.1) }
            }
        }
        return exp(terms.reduce(0) { $0 + $1.weight * log(rates[$1.offset]) })
    }

    var isPlausible: Bool {
        guard (1...4).contains(axes.count) else { return false }
        var count = 1
        for axis in axes {
            guard (1...64).contains(axis.count), axis.allSatisfy({ $0 > 0 && $0 < 1e9 }),
                zip(axis, axis.dropFirst()).allSatisfy(<)
            else { return false }
            count *= axis.count
        }
        return rates.count == count && rates.allSatisfy { $0 > 1e-9 && $0 < 1e9 }
    }
}
