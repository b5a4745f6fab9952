import ChartChecks
import SwiftletReports
import Testing

/// One of every chart, whose every text is `name`.
private func charts(named name: String) -> [any Chart] {
    [
        ScatterChart(
            title: name, summary: name, xAxis: Axis(name, .logarithmic), yAxis: Axis(name),
            points: [
                .init(name, group: name, x: 1, y: 2), .init(name, group: "b", x: 1000, y: 4),
                .init(name, group: "c", x: .nan, y: 4), .init(name, group: "c", x: 0, y: .infinity),
            ], marksParetoFront: true),
        LineChart(
            title: name, summary: name, xAxis: Axis(name), yAxis: Axis(name, .logarithmic),
            series: [.init(name, [.init(1, 2), .init(2, .nan), .init(3, 5)]), .init("empty", [])]),
        BarChart(
            title: name, summary: name, categories: [name, "b"],
            series: [.init(name, [1, nil]), .init("second", [.infinity, -2])], label: name),
        BarChart(
            title: name, summary: name, categories: [name, "b"], series: [.init(name, [1]), .init("second", [2, 3])],
            label: name, arrangement: .stacked),
        Heatmap(
            title: name, summary: name, rows: [name, "b"], columns: [name, "d"], corner: name,
            values: [[1, nil], [.nan]]),
        TraceChart(
            title: name, summary: name,
            panels: [.init(title: name, note: name, points: [.init(0, 0), .init(1, 1), .init(.nan, 2)])]),
    ]
}

@Suite struct ChartTests {
    @Test(arguments: [240.0, 360, 760, 4000])
    func isWellFormedAtEveryWidth(_ width: Double) throws {
        for chart in charts(named: "plain") { #expect(try faults(of: chart, width: width) == []) }
    }

    @Test func aSizeFromOutsideIsHeldInBounds() throws {
        let chart = charts(named: "plain")[0]
        for width in [-1.0, 0, .nan, .infinity, 1e300] {
            let viewBox = try XMLContents(chart.svg(width: width)).attributes[0]["viewBox"]
            #expect(["0 0 240 ", "0 0 760 ", "0 0 4000 "].contains { viewBox?.hasPrefix($0) == true })
        }
    }

    @Test(arguments: hostileNames)
    func hostileNamesStayText(_ name: String) throws {
        for (hostile, plain) in zip(charts(named: name), charts(named: "plain")) {
            #expect(try shapes(of: hostile) == shapes(of: plain), "\(type(of: hostile))")
        }
    }

    @Test func nothingToShow() throws {
        let empty: [any Chart] = [
            ScatterChart(title: "", summary: "", xAxis: Axis("", .logarithmic), yAxis: Axis(""), points: []),
            LineChart(title: "", summary: "", xAxis: Axis(""), yAxis: Axis(""), series: []),
            BarChart(title: "", summary: "", categories: [], series: [], label: ""),
            BarChart(title: "", summary: "", categories: ["a"], series: [], label: "", arrangement: .stacked),
            Heatmap(title: "", summary: "", rows: [], columns: [], values: []),
            TraceChart(title: "", summary: "", panels: []),
        ]
        for chart in empty { #expect(try XMLContents(chart.svg()).elements["svg"] == 1) }
    }

    @Test func oneValueAlone() throws {
        for value in [0.0, 1, -1, 1e-200, 1e200, .leastNonzeroMagnitude, .greatestFiniteMagnitude] {
            let chart = LineChart(
                title: "", summary: "", xAxis: Axis(""), yAxis: Axis(""), series: [.init("", [.init(value, value)])])
            #expect(try XMLContents(chart.svg()).elements["svg"] == 1)
            let scatter = ScatterChart(
                title: "", summary: "", xAxis: Axis("", .logarithmic), yAxis: Axis("", .logarithmic),
                points: [.init("", group: "", x: value, y: value)])
            #expect(try XMLContents(scatter.svg()).elements["svg"] == 1)
        }
    }

    @Test func longBarChartsComeInParts() {
        let chart = BarChart(
            title: "t", summary: "", categories: (0..<10).map(String.init),
            series: [.init("s", (0..<10).map(Double.init))],
            label: "")
        let parts = chart.parts(of: 4)
        #expect(parts.map(\.categories) == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9"]])
        #expect(parts.map { $0.series[0].values } == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
        #expect(parts[2].title == "t (3 of 3)")
        #expect(chart.parts(of: 10).count == 1)
    }
}

@Suite struct ParetoFrontTests {
    private func front(_ points: [(Double, Double)]) -> [Double] {
        paretoFront(points, cost: \.0, gain: \.1).map(\.0)
    }

    @Test func keepsWhatNoOtherBeats() {
        #expect(front([(3, 9), (1, 5), (2, 4), (4, 9), (5, 10)]) == [1, 3, 5])
        #expect(front([]) == [])
        #expect(front([(1, 1), (1, 2), (1, 2)]) == [1])
        #expect(front([(.nan, 100), (1, .nan), (2, 1), (3, .infinity)]) == [2])
    }

    @Test func agreesWithTheDefinition() {
        var state: UInt64 = 7
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return Double(state >> 59)
        }
        for _ in 0..<200 {
            let points = (0..<20).map { _ in (random(), random()) }
            let expected = points.filter { p in
                !points.contains { $0.0 <= p.0 && $0.1 >= p.1 && ($0.0 < p.0 || $0.1 > p.1) }
            }
            #expect(Set(front(points)) == Set(expected.map(\.0)))
        }
    }
}

@Suite struct ChartEdgeTests {
    /// No text of a chart begins or ends outside of it, by the usual widths of letters.
    @Test(arguments: [360.0, 760])
    func nothingReachesOverTheEdge(_ width: Double) throws {
        let long = "a label that takes a good part of the width"
        let charts: [any Chart] = [
            LineChart(
                title: "", summary: "", xAxis: Axis(long, .logarithmic), yAxis: Axis(long, .linear, .bytes),
                series: [.init("", [.init(1e6, 1), .init(1e8, 1e9)])], peakName: long + long),
            LineChart(
                title: "", summary: "", xAxis: Axis(long), yAxis: Axis(long),
                series: [.init("", [.init(0, 5e8), .init(1e9, 1)])], peakName: "features.18.conv.0.1"),
            BarChart(
                title: "", summary: "", categories: [long + long, "b"], series: [.init("s", [1e9, 123_456])],
                label: long, quantity: .bytes),
            ScatterChart(
                title: "", summary: "", xAxis: Axis(long, .logarithmic), yAxis: Axis(long),
                points: [.init("first_of_them", group: "a", x: 1e6, y: 1), .init("b", group: "b", x: 1e9, y: 90)]),
        ]
        for chart in charts {
            let drawing = chart.drawing(width: width)
            let svg = chart.svg(width: width + 32)
            let texts = svg.matches(
                of: #/<text x="([-0-9.]+)" y="([-0-9.]+)" class="([^"]*)"( text-anchor="(\w+)")?>([^<]*)</#)
            #expect(texts.count > 5)
            for text in texts where !text.output.3.contains("heading") {
                let (x, y) = (Double(text.output.1) ?? -1, Double(text.output.2) ?? -1)
                let size = text.output.3.contains("small") ? 11.0 : 12
                // A little less than the estimate, which is rather too much than too little.
                let extent = 0.85 * TextMetrics.width(String(text.output.6), size: size)
                let left = text.output.5 == "end" ? x - extent : text.output.5 == "middle" ? x - extent / 2 : x
                #expect(left >= -1 && left + extent <= width + 1, "\(width): \(text.output.6)")
                #expect(y >= 8 && y <= drawing.height - 3, "\(text.output.6) at \(y) of \(drawing.height)")
            }
        }
    }
}
