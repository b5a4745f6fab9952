import SwiftletReports
import _SwiftletLibC

/// Work per second over work per byte, below the machine's roof: the slopes are memories, the flat part is arithmetic
/// (Williams, Waterman and Patterson, 2009).
public struct RooflineChart: Chart {
    public struct Ceiling: Hashable, Sendable {
        /// `L2`, `DRAM`.
        public var name: String
        public var gigabytesPerSecond: Double

        public init(_ name: String, gigabytesPerSecond: Double) {
            self.name = name
            self.gigabytesPerSecond = gigabytesPerSecond
        }
    }

    public struct Point: Hashable, Sendable {
        public var name: String
        public var group: String
        /// Floating-point operations for each byte read or written.
        public var intensity: Double
        /// Billions of floating-point operations a second.
        public var gigaflops: Double

        public init(_ name: String, group: String, intensity: Double, gigaflops: Double) {
            self.name = name
            self.group = group
            self.intensity = intensity
            self.gigaflops = gigaflops
        }
    }

    public var title: String
    public var summary: String
    public var peakGigaflops: Double
    public var ceilings: [Ceiling]
    /// The order of the groups' colours.
    public var groups: [String]
    public var points: [Point]

    public init(
        title: String, summary: String, peakGigaflops: Double, ceilings: [Ceiling], groups: [String], points: [Point]
    ) {
        self.title = title
        self.summary = summary
        self.peakGigaflops = peakGigaflops
        self.ceilings = ceilings.filter { $0.gigabytesPerSecond > 0 && $0.gigabytesPerSecond.isFinite }
        self.groups = groups
        self.points = points.filter {
            $0.intensity > 0 && $0.gigaflops > 0 && $0.intensity.isFinite && $0.gigaflops.isFinite
        }
    }

    public func drawing(width: Double) -> Drawing {
        var drawing = Drawing(width: width, height: min(max(width * 0.64, 330), 540))
        let legend = Legend.draw(groups, into: &drawing)
        drawing.height += legend
        let ridges = ceilings.map { peakGigaflops / $0.gigabytesPerSecond }
        // Points far below the roof would only compress the rest.
        let floor = peakGigaflops / 3000
        let frame = PlotFrame(
            width: width, height: drawing.height, top: legend,
            xAxis: Axis("arithmetic intensity, FLOP/byte", .logarithmic), yAxis: Axis("GFLOP/s", .logarithmic),
            xs: points.map { max($0.intensity, 0.02) } + ridges.flatMap { [$0 / 4, $0 * 4] },
            ys: points.map { max($0.gigaflops, floor) } + [peakGigaflops * 1.3], into: &drawing)
        drawDots(frame, into: &drawing)
        drawRoofs(frame, into: &drawing)
        return drawing
    }

    private func drawDots(_ frame: PlotFrame, into drawing: inout Drawing) {
        for (index, group) in groups.enumerated() {
            let members = points.filter { $0.group == group }
            if points.count > 1200 {
                drawing.dots(members.map { frame.point($0.intensity, $0.gigaflops) }, ChartStyle.stroke(index))
            } else {
                for member in members {
                    let (x, y) = frame.point(member.intensity, member.gigaflops)
                    let tip =
                        "\(member.name): \(NumberText.significant(member.gigaflops)) GFLOP/s at "
                        + "\(NumberText.significant(member.intensity)) FLOP/byte"
                    drawing.circle(x, y, radius: 3.6, "mark dim " + ChartStyle.fill(index), title: tip)
                }
            }
        }
    }

    private func drawRoofs(_ frame: PlotFrame, into drawing: inout Drawing) {
        let (left, right) = (frame.x.domain.lowerBound, frame.x.domain.upperBound)
        let bottom = frame.y.domain.lowerBound
        let slowest = ceilings.map { peakGigaflops / $0.gigabytesPerSecond }.min() ?? left
        let flat = [frame.point(max(slowest, left), peakGigaflops), frame.point(right, peakGigaflops)]
        drawing.polyline(flat, "roof")
        drawing.text(
            "\(NumberText.significant(peakGigaflops)) GFLOP/s", flat[1].x, flat[1].y - 6, "label small strong",
            anchor: .end)
        // The rates stand above the plot. The slopes may be close together, so that they have only names, each further
        // along.
        let rates = ceilings.map { "\($0.name) \(NumberText.significant($0.gigabytesPerSecond))" }.joined(
            separator: " · ")
        drawing.text(
            TextMetrics.fitted(rates + " GB/s", drawing.width - 70, size: 11), frame.area.x + frame.area.width,
            frame.area.y - 13,
            "soft small", anchor: .end)
        for (index, ceiling) in ceilings.enumerated() {
            let rate = ceiling.gigabytesPerSecond
            let from = max(left, bottom / rate)
            let (start, end) = (frame.point(from, from * rate), frame.point(peakGigaflops / rate, peakGigaflops))
            guard end.x > start.x else { continue }
            drawing.polyline([start, end], "roof-minor")
            let angle = atan2(end.y - start.y, end.x - start.x) * 180 / .pi
            let share = 0.08 + 0.2 * Double(index % 4)
            let at = (x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share)
            drawing.text(ceiling.name, at.x - 2, at.y - 4, "label small strong", angle: angle)
        }
    }
}
