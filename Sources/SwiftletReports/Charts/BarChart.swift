/// Horizontal bars, a row for each category, so that long names stay readable on a phone.
public struct BarChart: Chart {
    public struct Series: Hashable, Sendable {
        public var name: String
        /// One for each category; nil for a missing value.
        public var values: [Double?]

        public init(_ name: String, _ values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    public enum Arrangement: Hashable, Sendable {
        /// The series' bars one below the other.
        case grouped
        /// One bar that joins the parts of all series.
        case stacked
    }

    public var title: String
    public var summary: String
    public var categories: [String]
    public var series: [Series]
    /// The meaning of the bars' lengths, with the unit.
    public var label: String
    public var arrangement: Arrangement
    /// Whether a stacked bar ends in its sum.
    public var showsTotals: Bool
    public var quantity: Quantity

    public init(
        title: String, summary: String, categories: [String], series: [Series], label: String,
        arrangement: Arrangement = .grouped, showsTotals: Bool = true, quantity: Quantity = .number
    ) {
        self.title = title
        self.summary = summary
        self.categories = categories
        self.series = series
        self.label = label
        self.arrangement = arrangement
        self.showsTotals = showsTotals
        self.quantity = quantity
    }

    public func drawing(width: Double) -> Drawing {
        let thickness = arrangement == .stacked ? 14.0 : 13.0
        let bars = arrangement == .stacked ? 1 : max(series.count, 1)
        let hasOwnLine = width < 500
        let row = thickness * Double(bars) + (bars > 1 ? 12 : 7) + (hasOwnLine ? 15 : 0)
        var drawing = Drawing(width: width, height: 0)
        let top = Legend.draw(series.map(\.name), into: &drawing) + 4
        let bottom = top + row * Double(categories.count)
        drawing.height = bottom + 42

        let names = categories.map { TextMetrics.fitted($0, width * 0.4, size: 12) }
        let left = hasOwnLine ? 0 : (names.map { TextMetrics.width($0) }.max() ?? 0) + 10
        // The number after the longest bar needs room too.
        let values = BarValues(ends, quantity)
        let room = max(58, (ends.map { TextMetrics.width(values.text($0)) }.max() ?? 0) + 8)
        let scale = Scale(.linear, fitting: ends + [0], includesZero: true, start: left, end: width - room)
        for tick in scale.ticks(Int((width - left) / 90), quantity) {
            let x = scale.position(tick.value)
            drawing.line(x, top, x, bottom + 4, "grid")
            drawing.text(
                tick.label ?? "", x, bottom + 18, "soft small", anchor: tick.value == 0 && left == 0 ? .start : .middle)
        }
        for (index, name) in categories.enumerated() {
            var y = top + row * Double(index) + (bars > 1 ? 6 : 3)
            if hasOwnLine {
                drawing.text(TextMetrics.fitted(name, width), 0, y + 10, "small")
                y += 15
            } else {
                drawing.text(names[index], left - 8, y + thickness * Double(bars) / 2 + 4, "", anchor: .end)
            }
            drawBars(of: index, at: y, thickness, scale, into: &drawing)
        }
        if !hasOwnLine { drawing.line(left, top, left, bottom + 4, "axis") }
        drawing.text(TextMetrics.fitted(label, width), width, drawing.height - 6, "soft", anchor: .end)
        return drawing
    }

    /// The chart in parts of at most `categories` categories, so that each fits on a sheet of paper.
    /// - Precondition: `categories` is positive.
    public func parts(of categories: Int) -> [BarChart] {
        precondition(categories > 0)
        guard self.categories.count > categories else { return [self] }
        let starts = stride(from: 0, to: self.categories.count, by: categories)
        return starts.enumerated().map { number, start in
            let end = min(start + categories, self.categories.count)
            var part = self
            part.title += " (\(number + 1) of \((self.categories.count + categories - 1) / categories))"
            part.categories = Array(self.categories[start..<end])
            part.series = series.map { Series($0.name, Array($0.values.dropFirst(start).prefix(categories))) }
            return part
        }
    }

    /// The ends of the bars. The longest has to fit.
    private var ends: [Double] {
        switch arrangement {
        case .grouped: series.flatMap(\.values).compactMap { $0 }
        case .stacked: categories.indices.map { total(of: $0) }
        }
    }

    private func value(_ series: Series, _ category: Int) -> Double? {
        guard category < series.values.count, let value = series.values[category], value.isFinite else { return nil }
        return value
    }

    private func total(of category: Int) -> Double {
        series.reduce(0) { $0 + max(value($1, category) ?? 0, 0) }
    }

    private func drawBars(
        of category: Int, at y: Double, _ thickness: Double, _ scale: Scale, into drawing: inout Drawing
    ) {
        let zero = scale.position(0)
        let values = BarValues(ends, quantity)
        switch arrangement {
        case .grouped:
            for (index, series) in series.enumerated() {
                guard let value = value(series, category) else { continue }
                let (top, end) = (y + Double(index) * thickness, scale.position(value))
                let tip = "\(categories[category]), \(series.name): \(NumberText.value(value, quantity))"
                drawing.rect(min(zero, end), top, abs(end - zero), thickness - 2, ChartStyle.fill(index), title: tip)
                drawing.text(values.text(value), max(zero, end) + 5, top + thickness - 3, "soft small")
            }
        case .stacked:
            var start = 0.0
            for (index, series) in series.enumerated() {
                guard let value = value(series, category), value > 0 else { continue }
                let (from, to) = (scale.position(start), scale.position(start + value))
                let tip = "\(categories[category]), \(series.name): \(NumberText.value(value, quantity))"
                drawing.rect(from, y, to - from, thickness - 1, ChartStyle.fill(index), title: tip)
                start += value
            }
            guard showsTotals else { return }
            drawing.text(
                values.text(total(of: category)), scale.position(start) + 5, y + thickness - 3, "soft small")
        }
    }
}

/// The numbers at the ends of the bars, in one format.
private struct BarValues {
    private let column: NumberColumn
    private let quantity: Quantity

    init(_ values: [Double], _ quantity: Quantity) {
        column = NumberColumn(values)
        self.quantity = quantity
    }

    func text(_ value: Double) -> String {
        let number = column.text(value)
        let unit = column.unit + (quantity == .bytes ? "B" : "")
        return unit.isEmpty || value == 0 ? number : "\(number) \(unit)"
    }
}
