import _SwiftletLibC

/// How an axis spaces its values.
public enum ScaleKind: Hashable, Sendable {
    case linear
    /// Every factor of ten has the same length. Only positive values have a place.
    case logarithmic
}

/// Maps a range of values to a range of pixels along an axis.
package struct Scale {
    package struct Tick: Hashable {
        package let value: Double
        /// Nil for a tick without a label.
        package let label: String?
    }

    let kind: ScaleKind
    package let domain: ClosedRange<Double>
    let start: Double
    let end: Double

    /// - Parameters:
    ///   - values: The values that the axis covers. Values without a place are left out.
    ///   - includesZero: Whether a linear scale begins at zero, as bars need it.
    ///   - start: The pixel of the smallest value.
    ///   - end: The pixel of the largest value.
    package init(
        _ kind: ScaleKind, fitting values: some Sequence<Double>, includesZero: Bool = false, start: Double, end: Double
    ) {
        self.kind = kind
        self.start = start
        self.end = end
        let usable = values.filter { $0.isFinite && abs($0) < 1e300 && (kind == .linear || $0 > 1e-300) }
        guard var low = usable.min(), var high = usable.max() else {
            domain = kind == .linear ? 0...1 : 1...10
            return
        }
        switch kind {
        case .linear:
            if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
            if low == high { (low, high) = (low - max(abs(low) * 0.1, 0.5), high + max(abs(high) * 0.1, 0.5)) }
            // Outwards by up to half a tick's step, so that points do not touch the frame.
            let step = Self.step(for: high - low, count: 6) / 2
            let isZero = includesZero && low == 0
            let (bottom, top) = (isZero ? 0 : (low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
            // Near the limits of `Double`, such as its least positive number, values have no steps between them.
            domain = bottom < top ? bottom...top : 0...1
        case .logarithmic:
            let (bottom, top) = (log10(low), log10(high))
            let room = max((top - bottom) * 0.06, 0.04)
            domain = pow(10, bottom - room)...pow(10, top + room)
        }
    }

    /// The pixel of a value, clamped to the axis.
    package func position(_ value: Double) -> Double {
        let share: Double =
            switch kind {
            case .linear: (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
            case .logarithmic:
                value <= 0
                    ? 0
                    : (log10(value) - log10(domain.lowerBound)) / (log10(domain.upperBound) - log10(domain.lowerBound))
            }
        return start + (end - start) * (share.isFinite ? min(max(share, 0), 1) : 0)
    }

    /// Round values within the domain, about `count` of them: multiples of 1, 2 or 5 times a power of ten. On a
    /// logarithmic axis the powers of ten, with 2 and 5 between them if there is room.
    package func ticks(_ count: Int, _ quantity: Quantity = .number) -> [Tick] {
        switch kind {
        case .linear:
            let step = Self.step(for: domain.upperBound - domain.lowerBound, count: count)
            let first = (domain.lowerBound / step - 1e-9).rounded(.up)
            let last = (domain.upperBound / step + 1e-9).rounded(.down)
            guard last - first < 1000 else { return [] }
            // Multiplied and rounded, because 3 × 0.1 is not 0.3.
            return stride(from: first, through: last, by: 1).map { index in
                let value = index * step
                let rounded = value == 0 ? 0 : Self.rounded(value, to: step)
                return Tick(value: rounded, label: NumberText.tick(rounded, quantity))
            }
        case .logarithmic:
            let decades = log10(domain.upperBound) - log10(domain.lowerBound)
            let labelled: Set<Int> =
                decades * 3 <= Double(count) + 1 ? [1, 2, 5] : decades < 1.2 ? [1, 2, 5] : [1]
            let few: Set<Int> = decades < 0.6 ? [1, 2, 3, 4, 5, 6, 8] : labelled
            let range = Int(floor(log10(domain.lowerBound)))...Int(ceil(log10(domain.upperBound)))
            let sparse = max(1, Int((decades / Double(max(count, 1))).rounded(.up)))
            return range.flatMap { exponent in
                (1...9).compactMap { digit in
                    let value = Double(digit) * pow(10, Double(exponent))
                    guard domain.contains(value) else { return nil }
                    let isLabelled = few.contains(digit) && (digit != 1 || exponent % sparse == 0)
                    return Tick(value: value, label: isLabelled ? NumberText.tick(value, quantity) : nil)
                }
            }
        }
    }

    /// The round step that divides `span` into about `count` parts.
    private static func step(for span: Double, count: Int) -> Double {
        let rough = span / Double(max(count, 1))
        let power = pow(10, floor(log10(rough)))
        guard power > 0, power.isFinite else { return span }
        return power * ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10)
    }

    private static func rounded(_ value: Double, to step: Double) -> Double {
        let digits = pow(10, max(0, 2 - floor(log10(step))))
        return digits < 1e15 ? (value * digits).rounded() / digits : value
    }
}
