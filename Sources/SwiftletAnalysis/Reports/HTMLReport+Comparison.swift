import SwiftletReports

extension HTMLReport {
    /// A page that compares networks: accuracy over cost, the roofline, the kinds of layers, and the table.
    /// - Precondition: There is at least one network.
    public static func comparison(_ comparison: Comparison) -> String {
        let networks = comparison.networks
        precondition(!networks.isEmpty, "a page about no network")
        let known = networks.count { $0.top1 != nil }
        var page = HTMLPage(
            title: title(comparison),
            lead:
                "What networks cost\(comparison.isMeasured ? ", on paper and on this machine" : " on paper"), and how "
                + "accurate they are known to be.",
            facts: [
                ("networks", "\(networks.count)"), ("families", "\(Set(networks.map(\.family)).count)"),
                ("MACs", range(networks.map { Double($0.complexity.macs) })),
                ("parameters", range(networks.map { Double($0.complexity.parameters) })),
            ], footer: footer)
        if comparison.isMeasured {
            page.facts[1] = ("latency, ms", range(networks.compactMap { $0.timing?.milliseconds }))
        }
        if known > 1 { page.sections.append(.init(title: "Accuracy and cost", body: accuracy(comparison))) }
        if comparison.isMeasured { page.sections.append(.init(title: "Time", body: time(comparison))) }
        page.sections.append(.init(title: "Kinds of layers", body: kinds(comparison)))
        page.sections.append(.init(title: "The networks", body: table(comparison)))
        return page.html()
    }

    private static func title(_ comparison: Comparison) -> String {
        let names = comparison.networks.map(\.name)
        if names.count > 4 { return "\(names.count) networks compared" }
        return names.joined(separator: ", ") + (names.count > 1 ? " compared" : "")
    }

    private static func range(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        return low == high ? NumberText.count(low) : NumberText.count(low) + " – " + NumberText.count(high)
    }

    private static func accuracy(_ comparison: Comparison) -> String {
        let known = comparison.networks.count { $0.top1 != nil }
        var body = HTMLPage.paragraph(
            "Top-1 as published with the weights for pictures of the size that is counted, for \(known) of the "
                + "\(comparison.networks.count) networks. Ringed are those that no other beats; thin lines join a family. "
                + "Hollow are networks whose weights were trained for longer and with stronger augmentation than their "
                + "paper's: that alone gives ResNet-50 almost five points. A stem leads down to what a plain recipe "
                + "gives, where that was published too, and the family's line goes through there.")
        if comparison.isMeasured { body += comparison.accuracyOverLatency.figure() }
        return body + comparison.accuracyOverMACs.figure() + comparison.accuracyOverParameters.figure()
    }

    private static func time(_ comparison: Comparison) -> String {
        var body = comparison.measurement.map { HTMLPage.paragraph($0, style: "note") } ?? ""
        body += comparison.latencyOverMACs.figure()
        if let roofline = comparison.roofline {
            body += roofline.figure() + HTMLPage.paragraph(rooflineNote, style: "note")
        }
        return body
    }

    /// The most bars in a picture that fits on a sheet of paper.
    private static let mostBars = 38

    /// A choice of several pictures. For many networks the families' means come first.
    private static func kinds(_ comparison: Comparison) -> String {
        var charts = [comparison.macsByKind, comparison.memoryByKind]
        if comparison.isMeasured { charts.insert(comparison.timeByKind, at: 0) }
        guard comparison.networks.count > mostBars else {
            return HTMLChoice(label: "Show", views: charts.map { .init(title: $0.title, body: $0.figure()) }).html()
        }
        let families = charts.map { comparison.byFamily($0) }
        let all = charts.map { chart in
            HTMLChoice.View(
                title: chart.title + ", every network",
                body: chart.parts(of: mostBars).map { $0.figure() }.joined())
        }
        return HTMLChoice(
            label: "Show", views: families.map { .init(title: $0.title, body: $0.figure()) } + all
        ).html()
    }

    private static func table(_ comparison: Comparison) -> String {
        let networks = comparison.networks
        let complexities = networks.map(\.complexity)
        var table = HTMLTable(rows: networks.count)
        table.append("network", networks.map(\.name))
        table.append("family", networks.map(\.family))
        table.append(
            "input", complexities.map { $0.input.extents.suffix(2).map(String.init).joined(separator: "×") },
            isNumber: true)
        table.append("top-1 %", networks.map { $0.top1.map { NumberText.fixed($0, 1) } ?? "–" }, isNumber: true)
        table.append("parameters", complexities.map { Double($0.parameters) })
        table.append("MACs", complexities.map { Double($0.macs) })
        table.append("activations", complexities.map { Double($0.activations) })
        table.append("memory access", complexities.map { Double($0.memoryAccessBytes) }, .bytes)
        table.append("peak memory", complexities.map { Double($0.peakMemoryBytes) }, .bytes)
        table.append("FLOP/byte", complexities.map(\.arithmeticIntensity), digits: 1)
        if comparison.isMeasured {
            let times = networks.map { $0.timing?.milliseconds }
            table.append("ms", times, hasUnits: false, origin: .measured)
            table.append(
                "GFLOP/s",
                zip(complexities, times).map { complexity, time in
                    time.map { 2 * Double(complexity.macs) / ($0 * 1e6) }
                }, hasUnits: false, origin: .measured)
        }
        return table.html()
    }
}
