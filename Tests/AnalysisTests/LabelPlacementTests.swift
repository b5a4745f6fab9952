import Swiftlet
import Testing

/// Names of points: whoever reads one must know whose it is.
@Suite struct LabelPlacementTests {
    private typealias Layout = (centres: [(x: Double, y: Double)], labels: [LabelPlacement.Label])

    private static let catalogue = Result {
        Comparison(
            try Catalogue.entries.map { Comparison.Network($0, complexity: Complexity(of: try $0.graph())) })
    }

    /// What is wrong with the names of a layout.
    private func faults(_ layout: Layout) -> [String] {
        var faults: [String] = []
        for (index, label) in layout.labels.enumerated() {
            let distances = layout.centres.map { label.box.distance(to: $0) }
            let nearest = distances.indices.min { distances[$0] < distances[$1] }
            if !label.hasLeader, nearest != label.point { faults.append("\(label.text) is nearer to another point") }
            if distances.contains(where: { $0 < 3 }) { faults.append("\(label.text) covers a point") }
            for other in layout.labels[(index + 1)...] where other.box.overlaps(label.box) {
                faults.append("\(label.text) and \(other.text) overlap")
            }
        }
        return faults
    }

    @Test(arguments: [360.0, 760, 1600])
    func everyNameIsNearestToItsOwnPoint(_ width: Double) throws {
        let comparison = try Self.catalogue.get()
        for chart in [comparison.accuracyOverMACs, comparison.accuracyOverParameters] {
            let layout = chart.layout(width: width)
            #expect(faults(layout) == [])
            let names = Set(layout.labels.map(\.text))
            #expect(names.isSuperset(of: ["mobilenet_v2", "tf_efficientnet_lite0"]), "\(chart.title) at \(width)")
            #expect(names.count >= (width < 500 ? 6 : 25), "\(chart.title) at \(width): \(names.count)")
            for label in layout.labels { #expect(label.text == chart.points[label.point].name) }
        }
    }

    /// The faults that were seen must be found: two names swapped, and one over another's point.
    @Test func faultsAreFound() throws {
        var layout = try Self.catalogue.get().accuracyOverMACs.layout(width: 760)
        #expect(faults(layout).isEmpty)
        let free = layout.labels.indices.filter { !layout.labels[$0].hasLeader }
        let (a, b) = (free[0], free[1])
        (layout.labels[a].point, layout.labels[b].point) = (layout.labels[b].point, layout.labels[a].point)
        #expect(faults(layout).count == 2)
        (layout.labels[a].point, layout.labels[b].point) = (layout.labels[b].point, layout.labels[a].point)
        let other = layout.centres[layout.labels[b].point]
        (layout.labels[a].box.x, layout.labels[a].box.y) = (other.x - 4, other.y - 4)
        #expect(faults(layout).contains { $0.hasSuffix("covers a point") })
        layout.labels[a].box = layout.labels[b].box
        #expect(faults(layout).contains { $0.hasSuffix("overlap") })
    }

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
        #expect(faults(layout) == [])
        #expect(layout.labels.contains { $0.point == 0 } && layout.labels.contains { $0.point == 1 })
    }

    @Test func familiesDifferInColourOrShape() {
        let styles = (0..<40).map { MarkerStyle(family: $0) }
        #expect(Set(styles).count == 40)
        for (a, b) in zip(styles, styles.dropFirst()) { #expect(a.colour != b.colour && a.shape != b.shape) }
    }

    @Test func recipesAreTold() throws {
        let comparison = try Self.catalogue.get()
        let chart = comparison.accuracyOverMACs
        func point(_ name: String) throws -> ScatterChart.Point { try #require(chart.points.first { $0.name == name }) }
        let resnet = try point("resnet50")
        #expect(resnet.y == 80.858 && resnet.isHollow && resnet.base == 76.13)
        let small = try point("resnet34")
        #expect(small.y == 73.314 && !small.isHollow && small.base == nil)
        let (large, medium) = (try point("shufflenet_v2_x2_0"), try point("shufflenet_v2_x1_0"))
        #expect(large.isHollow && !medium.isHollow)
        let embedded = try point("tf_efficientnet_lite0")
        #expect(embedded.isNamed && !embedded.isHollow)
        let svg = try XMLContents(chart.svg())
        for family in Set(comparison.networks.filter { $0.top1 != nil }.map(\.family)) {
            #expect(svg.texts.contains(family), "\(family) is not in the legend")
        }
        #expect(svg.texts.contains("trained by a modern recipe"))
    }

    /// An accuracy belongs to the size of the pictures that it was measured on.
    @Test func accuraciesAreShownAtTheirOwnSizeAlone() throws {
        func network(_ name: String, _ side: Int) throws -> Comparison.Network {
            let entry = try Catalogue.entry(name)
            let graph = try entry.graph(NetworkOptions(height: side, width: side))
            return Comparison.Network(entry, complexity: Complexity(of: graph))
        }
        #expect(try network("mobilenet_v2", 224).top1 == 72.154)
        #expect(try network("mobilenet_v2", 64).top1 == nil)
        #expect(try network("mobilenetv1_100", 224).top1 == 75.382)
        #expect(try network("mobilenetv1_100", 256).top1 == 76.094)
        #expect(try network("efficientnet_b2", 288).top1 == 80.608)
        #expect(try network("efficientnet_b2", 260).top1 == 79.604)
        let entry = try Catalogue.entry("mobilenet_v2")
        let wide = try entry.graph(NetworkOptions(height: 224, width: 256))
        #expect(Comparison.Network(entry, complexity: Complexity(of: wide)).top1 == nil)
    }
}
