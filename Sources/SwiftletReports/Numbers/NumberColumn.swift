import _SwiftletLibC

/// One format for all numbers of a column. The same unit and number of digits make them easy to compare.
package struct NumberColumn {
    /// `M` if the column counts millions; empty if it counts ones.
    package let unit: String
    package let digits: Int
    private let scale: Double

    /// Chooses the unit in which the column's median is at least 1. Chooses enough decimals for three digits of the
    /// median and one of the least value, at most three.
    ///
    /// - Parameter hasUnits: False for values that already have a unit, such as milliseconds.
    package init(_ values: some Sequence<Double>, hasUnits: Bool = true) {
        let known = values.filter { $0.isFinite && $0 != 0 }.map(abs).sorted()
        guard let least = known.first, let most = known.last else {
            (unit, digits, scale) = ("", 0, 1)
            return
        }
        let median = known[(known.count - 1) / 2]
        // Small whole numbers are written in full.
        let isCounted = known.allSatisfy { $0.rounded() == $0 } && most < 10_000
        let units = hasUnits && !isCounted ? NumberText.units : []
        let chosen = units.first { median >= $0.size } ?? ("", 1)
        (unit, scale) = chosen
        func magnitude(_ value: Double) -> Int { Int(floor(log10(value / chosen.size))) }
        digits = isCounted ? 0 : min(max(2 - magnitude(median), -magnitude(least), 0), 3)
    }

    package init(_ values: some Sequence<Int>) { self.init(values.map(Double.init)) }

    /// `MACs (M)`; `memory (MB)` for a column of bytes.
    package func title(_ name: String, isBytes: Bool = false) -> String {
        let unit = isBytes ? unit + "B" : unit
        return unit.isEmpty ? name : "\(name) (\(unit))"
    }

    /// The number without its unit; `–` for a missing one, `<0.001` if the digits cannot show it.
    package func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        guard value != 0 else { return "0" }
        let scaled = value / scale
        if digits == 3, abs(scaled) < 0.0005 { return "<0.001" }
        return NumberText.grouped(scaled, digits)
    }

    package func text(_ value: Int) -> String { text(Double(value)) }
}
