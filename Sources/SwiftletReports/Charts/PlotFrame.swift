/// The two axes of a plot with their grid, ticks and labels. Maps values to pixels.
package struct PlotFrame {
    package let x: Scale
    package let y: Scale
    package let area: LabelPlacement.Box

    /// - Parameter top: Pixels above the plot that are taken, for example by a legend.
    package init(
        width: Double, height: Double, top: Double = 0, xAxis: Axis, yAxis: Axis, xs: some Sequence<Double>,
        ys: some Sequence<Double>, yIncludesZero: Bool = false, into drawing: inout Drawing
    ) {
        let (plotTop, plotBottom) = (top + 26, height - 42)
        y = Scale(yAxis.scale, fitting: ys, includesZero: yIncludesZero, start: plotBottom, end: plotTop)
        let yTicks = y.ticks(Int((plotBottom - plotTop) / 55), yAxis.quantity)
        let left = (yTicks.compactMap(\.label).map { TextMetrics.width($0, size: 11) }.max() ?? 20) + 10
        let right = width - 14
        x = Scale(xAxis.scale, fitting: xs, start: left, end: right)
        area = LabelPlacement.Box(x: left, y: plotTop, width: right - left, height: plotBottom - plotTop)

        for tick in yTicks {
            let position = y.position(tick.value)
            guard let label = tick.label else { continue }
            drawing.line(left, position, right, position, "grid")
            drawing.text(label, left - 6, position + 4, "soft small", anchor: .end)
        }
        var free = -Double.infinity
        for tick in x.ticks(Int((right - left) / 80), xAxis.quantity) {
            let position = x.position(tick.value)
            guard let label = tick.label else {
                drawing.line(position, plotBottom, position, plotBottom + 3, "axis")
                continue
            }
            drawing.line(position, plotTop, position, plotBottom + 5, "grid")
            let half = TextMetrics.width(label, size: 11) / 2
            // A label centred under the last line would reach over the edge.
            let centre = min(max(position, half), width - half)
            guard centre - half > free else { continue }
            drawing.text(label, centre, plotBottom + 18, "soft small", anchor: .middle)
            free = centre + half + 6
        }
        drawing.line(left, plotBottom, right, plotBottom, "axis")
        drawing.text(TextMetrics.fitted(yAxis.label, width), 0, top + 13, "soft")
        drawing.text(TextMetrics.fitted(xAxis.label, right), right, height - 6, "soft", anchor: .end)
    }

    package func point(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (self.x.position(x), self.y.position(y)) }
}
