import ChartChecks
import SwiftletReports
import Testing

@Suite struct LabelPlacementTests {
    @Test(arguments: 1...20)
    func cloudsOfPoints(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
        let points = (0..<80).map { index in
            ScatterChart.Point(
                "network_\(index)", group: "\(index % 12)", x: random() * random(), y: random(), isNamed: index < 2)
        }
        let chart = ScatterChart(
            title: "", summary: "", xAxis: Axis("x"), yAxis: Axis("y"), points: points, marksParetoFront: seed % 2 == 0)
        let layout = chart.layout(width: 760)
        #expect(labelFaults(layout) == [])
        #expect(layout.labels.contains { $0.point == 0 } && layout.labels.contains { $0.point == 1 })
    }

    @Test func familiesDifferInColourOrShape() {
        let styles = (0..<40).map { MarkerStyle(family: $0) }
        #expect(Set(styles).count == 40)
        for (a, b) in zip(styles, styles.dropFirst()) { #expect(a.colour != b.colour && a.shape != b.shape) }
    }
}
