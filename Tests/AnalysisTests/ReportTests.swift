import ChartChecks
import Foundation
import Swiftlet
import Testing

@Suite struct ReportTests {
    private func network(_ name: String, timed: Bool, renamed: String? = nil) throws -> Comparison.Network {
        let entry = try Catalogue.entry(name)
        let complexity = Complexity(of: try entry.graph())
        let timing = NetworkTiming(
            milliseconds: Double(complexity.macs) / 1e8,
            byGroup: [.pointwise: Double(complexity.macs) / 2e8, .dense: Double(complexity.macs) / 2e8],
            steps: complexity.layers.filter { $0.macs > 0 }.map {
                .init(
                    name: $0.name, group: $0.kind.group, flops: $0.flops, bytes: $0.memoryAccessBytes,
                    milliseconds: Double($0.macs) / 1e8)
            })
        return Comparison.Network(
            renamed ?? entry.name, family: entry.family, top1: entry.weights.first?.top1, complexity: complexity,
            timing: timed ? timing : nil)
    }

    private let roof = Comparison.Roof(
        peakGigaflops: 250, ceilings: [.init("L1", gigabytesPerSecond: 200), .init("DRAM", gigabytesPerSecond: 12)])

    /// A page is HTML, not XML; but between its tags of one kind it must close what it opens.
    private func isBalanced(_ html: String) -> Bool {
        ["section", "table", "tr", "td", "th", "figure", "svg", "g", "details", "summary", "div", "span", "p", "nav"]
            .allSatisfy { tag in
                html.ranges(of: "<\(tag)>").count + html.ranges(of: "<\(tag) ").count
                    == html.ranges(of: "</\(tag)>").count
            }
    }

    private func pictures(_ html: String) throws -> [XMLContents] {
        try html.matches(of: #/<svg.*?</svg>/#.dotMatchesNewlines()).map { try XMLContents(String($0.output)) }
    }

    private func expectSelfContained(_ html: String) {
        #expect(isBalanced(html))
        #expect(!html.contains("<script") && !html.contains("@import") && !html.contains("url("))
        // Nothing is loaded: addresses stand in links alone.
        for match in html.matches(of: #/(src|href)="([^"]*)"/#) {
            #expect(match.output.1 == "href")
            #expect(
                ["#", "https://arxiv.org/", "data:,"].contains { match.output.2.hasPrefix($0) }, "\(match.output.2)")
        }
        for word in [
            "name=\"viewport\"", "prefers-color-scheme:dark", "@media print", "max-width:640px",
            "Content-Security-Policy",
            "<title>", "lang=\"en\"", "option[value=\"0\"]:checked",
        ] {
            #expect(html.contains(word), "\(word)")
        }
    }

    @Test func comparisonOnPaper() throws {
        let names = ["mobilenet_v2", "resnet18", "squeezenet1_1"]
        let html = HTMLReport.comparison(Comparison(try names.map { try network($0, timed: false) }))
        expectSelfContained(html)
        // Two scatters and two bar charts, each for screens and for phones.
        #expect(try pictures(html).count == 8)
        #expect(!html.contains("latency") && !html.contains("GFLOP/s"))
        for name in names { #expect(html.contains("<td>\(name)</td>")) }
        // One format for all MACs, told by the title.
        #expect(html.contains("<th class=\"n\">MACs (M)</th>"))
        #expect(html.contains("<td class=\"n\">301</td>") && html.contains("<td class=\"n\">1,814</td>"))
        #expect(html.contains("<select") && html.contains("<option value=\"1\">Where the memory traffic is</option>"))
    }

    @Test func measuredComparison() throws {
        let names = ["mobilenet_v2", "resnet18", "squeezenet1_1"]
        let comparison = Comparison(
            try names.map { try network($0, timed: true) }, roof: roof, measurement: "measured so")
        let html = HTMLReport.comparison(comparison)
        expectSelfContained(html)
        #expect(try pictures(html).count == 16)
        for text in [
            "Accuracy over measured latency", "Every layer below the machine", "Where the time goes", "measured so",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        // Every step of every network is a dot of the roofline.
        let steps = comparison.networks.reduce(0) { $0 + ($1.timing?.steps.count ?? 0) }
        let svg = try #require(comparison.roofline).svg()
        #expect(try XMLContents(svg).elements["circle"] == steps)
        #expect(comparison.front { $0.timing?.milliseconds }.map(\.name) == ["mobilenet_v2"])
    }

    @Test func hostileNamesStayText() throws {
        let name = "</td><script>alert(1)</script>\"'&\u{1B}"
        let networks = [
            try network("squeezenet1_1", timed: true, renamed: name),
            try network("resnet18", timed: true, renamed: "b\n"),
        ]
        let html = HTMLReport.comparison(Comparison(networks, roof: roof, measurement: name))
        expectSelfContained(html)
        #expect(try pictures(html).count == 16)
        let graph = try Graph.build(name, input: [1, 3, 8, 8]) { x in
            x.conv("<b>&", 4, kernel: 1).scope("\"'") { $0.relu() }
        }
        let page = HTMLReport.analysis(Complexity(of: graph))
        expectSelfContained(page)
        #expect(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>& "))
    }

    @Test func oneNetworkAlone() throws {
        let html = HTMLReport.comparison(Comparison([try network("lenet5", timed: false)]))
        expectSelfContained(html)
        #expect(try pictures(html).count == 4)
    }

    @Test func analysisShowsEveryLayer() throws {
        let complexity = Complexity(of: try Catalogue.entry("mobilenet_v2").graph())
        let html = HTMLReport.analysis(complexity)
        expectSelfContained(html)
        #expect(try pictures(html).count == 6)
        let rows = complexity.blocks.flattened().count
        #expect(html.ranges(of: "class=\"name\"").count == rows && rows > complexity.layers.count)
        #expect(html.contains("<dd>3.50 M</dd>") && html.contains("<dd>301 M</dd>"))
        // Deeper levels are folded, but there.
        #expect(html.contains("<details open>") && html.contains("<details>"))
        #expect(html.utf8.count < 400_000)
        // The most memory is said with its layer, and bytes are bytes.
        #expect(html.contains(">features.2.conv.0.1, 9.63 MB<") && html.contains(">10 MB<"))
        #expect(html.contains("memory (kB)") || html.contains("memory (MB)"))
    }

    /// Many networks: a bar for each family and a choice of the rest, not hundreds of bars before the table.
    @Test func manyNetworksAreOnePictureWithAChoice() throws {
        let networks = try Catalogue.entries.map {
            Comparison.Network($0, complexity: Complexity(of: try $0.graph()))
        }
        let comparison = Comparison(networks)
        let html = HTMLReport.comparison(comparison)
        expectSelfContained(html)
        let options = html.matches(of: #/<option value="(\d+)">([^<]*)</option>/#).map { String($0.output.2) }
        #expect(
            options == [
                "Where the MACs are, by family", "Where the memory traffic is, by family",
                "Where the MACs are, every network", "Where the memory traffic is, every network",
            ])
        for index in options.indices { #expect(html.contains("<div class=\"view v\(index)\">")) }
        let first = try #require(html.firstRange(of: "class=\"view v0\"")?.lowerBound)
        let second = try #require(html.firstRange(of: "class=\"view v1\"")?.lowerBound)
        let shown = html[first..<second]
        for family in Set(networks.map(\.family)) { #expect(shown.contains(">\(family)<")) }
        #expect(!shown.contains(">resnet50<"))
    }

    @Test func experimentPages() throws {
        let reports = try ["shuffle", "relu-collapse"].map { try Experiment.named($0).run(measures: false) }
        let one = HTMLReport.experiment(reports[0])
        expectSelfContained(one)
        #expect(try pictures(one).count == 2 * reports[0].charts.count)
        let both = HTMLReport.experiments(reports)
        expectSelfContained(both)
        for report in reports {
            #expect(both.contains(report.experiment.source.url))
            #expect(both.contains("<h2>\(report.experiment.title)</h2>"))
        }
        #expect(both.ranges(of: "<table>").count == reports.reduce(0) { $0 + $1.tables.count })
        // What has not been measured is said, and only there.
        #expect(one.contains("it is not answered what the shuffle itself takes"))
        #expect(!HTMLReport.experiment(reports[1]).contains("not answered"))
    }

    @Test func theDocumentedComparison() throws {
        // snippet
        let networks = try ["mobilenet_v2", "mobilenet_v3_large", "resnet18"].map { name in
            let entry = try Catalogue.entry(name)
            return Comparison.Network(
                entry.name, family: entry.family, top1: entry.weights.first?.top1,
                complexity: Complexity(of: try entry.graph()))
        }
        let comparison = Comparison(networks)
        let best = comparison.front { Double($0.complexity.macs) }  // that no other beats in MACs and accuracy
        let picture = comparison.accuracyOverMACs.svg()
        let page = HTMLReport.comparison(comparison)
        // end of snippet
        #expect(best.map(\.name) == ["mobilenet_v3_large"])
        #expect(picture.contains("mobilenet_v3_large") && page.contains("mobilenet_v3_large"))
        try expectDocumentation("ComparisonsAndExperiments.md", showsSnippetOf: #filePath)
    }
}
