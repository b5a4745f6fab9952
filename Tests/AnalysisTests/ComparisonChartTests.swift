import ChartChecks
import Swiftlet
import Testing

/// The charts of the whole catalogue.
@Suite struct ComparisonChartTests {
    private static let catalogue = Result {
        Comparison(
            try Catalogue.entries.map { Comparison.Network($0, complexity: Complexity(of: try $0.graph())) })
    }

    @Test(arguments: [360.0, 760, 1600])
    func everyNameIsNearestToItsOwnPoint(_ width: Double) throws {
        let comparison = try Self.catalogue.get()
        for chart in [comparison.accuracyOverMACs, comparison.accuracyOverParameters] {
            let layout = chart.layout(width: width)
            #expect(labelFaults(layout) == [])
            let names = Set(layout.labels.map(\.text))
            #expect(names.isSuperset(of: ["mobilenet_v2", "tf_efficientnet_lite0"]), "\(chart.title) at \(width)")
            #expect(names.count >= (width < 500 ? 6 : 25), "\(chart.title) at \(width): \(names.count)")
            for label in layout.labels { #expect(label.text == chart.points[label.point].name) }
        }
    }

    /// The faults that were seen must be found: two names swapped, and one over another's point.
    @Test func faultsAreFound() throws {
        var layout = try Self.catalogue.get().accuracyOverMACs.layout(width: 760)
        #expect(labelFaults(layout).isEmpty)
        let free = layout.labels.indices.filter { !layout.labels[$0].hasLeader }
        let (a, b) = (free[0], free[1])
        (layout.labels[a].point, layout.labels[b].point) = (layout.labels[b].point, layout.labels[a].point)
        #expect(labelFaults(layout).count == 2)
        (layout.labels[a].point, layout.labels[b].point) = (layout.labels[b].point, layout.labels[a].point)
        let other = layout.centres[layout.labels[b].point]
        (layout.labels[a].box.x, layout.labels[a].box.y) = (other.x - 4, other.y - 4)
        #expect(labelFaults(layout).contains { $0.hasSuffix("covers a point") })
        layout.labels[a].box = layout.labels[b].box
        #expect(labelFaults(layout).contains { $0.hasSuffix("overlap") })
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
