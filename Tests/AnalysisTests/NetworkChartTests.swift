import ChartChecks
import Swiftlet
import Testing

/// The charts that only networks have.
@Suite struct NetworkChartTests {
    /// One of every chart, whose every text is `name`.
    private func charts(named name: String) -> [any Chart] {
        [
            RooflineChart(
                title: name, summary: name, peakGigaflops: 100,
                ceilings: [.init(name, gigabytesPerSecond: 10), .init("none", gigabytesPerSecond: 0)],
                groups: [name, "b"],
                points: [
                    .init(name, group: name, intensity: 1, gigaflops: 5),
                    .init(name, group: "b", intensity: 0, gigaflops: 5),
                ]),
            FlowChart(
                title: name, summary: name,
                layers: [
                    .init(name: name, reads: [], origins: [[0], [1]]),
                    .init(name: name, reads: [[0, 1], [1, 7]], origins: [[0, 1], []]),
                ], groups: [name, "b"]),
        ]
    }

    @Test(arguments: [240.0, 360, 760, 4000])
    func isWellFormedAtEveryWidth(_ width: Double) throws {
        for chart in charts(named: "plain") { #expect(try faults(of: chart, width: width) == []) }
    }

    @Test(arguments: hostileNames)
    func hostileNamesStayText(_ name: String) throws {
        for (hostile, plain) in zip(charts(named: name), charts(named: "plain")) {
            #expect(try shapes(of: hostile) == shapes(of: plain), "\(type(of: hostile))")
        }
    }

    @Test func nothingToShow() throws {
        let empty: [any Chart] = [
            RooflineChart(title: "", summary: "", peakGigaflops: 1, ceilings: [], groups: [], points: []),
            FlowChart(title: "", summary: "", layers: [], groups: []),
        ]
        for chart in empty { #expect(try XMLContents(chart.svg()).elements["svg"] == 1) }
    }

    @Test func manyRoofPointsShareAnElement() throws {
        func chart(_ count: Int) -> RooflineChart {
            RooflineChart(
                title: "", summary: "", peakGigaflops: 100, ceilings: [], groups: ["a"],
                points: (1...count).map { .init("\($0)", group: "a", intensity: Double($0), gigaflops: 5) })
        }
        #expect(try XMLContents(chart(100).svg()).elements["circle"] == 100)
        #expect(try XMLContents(chart(5000).svg()).elements["circle"] == nil)
        #expect(chart(5000).svg().utf8.count < 100_000)
    }
}
