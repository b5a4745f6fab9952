extension HTMLReport {
    /// A page that sets networks side by side: accuracy over cost, the roofline, the kinds of layers, and the table.
    /// - Precondition: there is at least one network.
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
        let kinds = figures(comparison.macsByKind) + figures(comparison.memoryByKind)
        page.sections.append(.init(title: "Kinds of layers", body: kinds))
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
            "Top-1 as published with the weights, for \(known) of the \(comparison.networks.count) networks. Ringed are those "
                + "that no other beats; thin lines join a family.")
        if comparison.isMeasured { body += comparison.accuracyOverLatency.figure() }
        return body + comparison.accuracyOverMACs.figure() + comparison.accuracyOverParameters.figure()
    }

    private static func time(_ comparison: Comparison) -> String {
        var body = comparison.measurement.map { HTMLPage.paragraph($0, style: "note") } ?? ""
        body += comparison.latencyOverMACs.figure()
        if let roofline = comparison.roofline {
            body += roofline.figure() + HTMLPage.paragraph(rooflineNote, style: "note")
        }
        return body + figures(comparison.timeByKind)
    }

    /// As many pictures as keep each on a sheet of paper.
    private static func figures(_ chart: BarChart) -> String {
        chart.parts(of: 38).map { $0.figure() }.joined()
    }

    private static func table(_ comparison: Comparison) -> String {
        let isMeasured = comparison.isMeasured
        var columns: [HTMLTable.Column] = [
            .init(title: "network", isNumber: false), .init(title: "family", isNumber: false),
            .init(title: "input", isNumber: true), .init(title: "top-1 %", isNumber: true),
            .init(title: "parameters", isNumber: true), .init(title: "MACs", isNumber: true),
            .init(title: "activations", isNumber: true), .init(title: "memory access", isNumber: true),
            .init(title: "peak memory", isNumber: true), .init(title: "FLOP/byte", isNumber: true),
        ]
        if isMeasured {
            columns += [
                .init(title: "ms", isNumber: true, style: "measured"),
                .init(title: "GFLOP/s", isNumber: true, style: "measured"),
            ]
        }
        let rows = comparison.networks.map { network in
            let complexity = network.complexity
            let input = complexity.input.extents.suffix(2).map(String.init).joined(separator: "×")
            var row = [
                network.name, network.family, input, network.top1.map { NumberText.fixed($0, 1) } ?? "–",
                NumberText.count(complexity.parameters), NumberText.count(complexity.macs),
                NumberText.count(complexity.activations), NumberText.bytes(complexity.memoryAccessBytes),
                NumberText.bytes(complexity.peakMemoryBytes), NumberText.significant(complexity.arithmeticIntensity),
            ]
            if isMeasured, let timing = network.timing {
                row += [
                    NumberText.significant(timing.milliseconds),
                    NumberText.significant(2 * Double(complexity.macs) / (timing.milliseconds * 1e6)),
                ]
            }
            return row
        }
        return HTMLTable(columns: columns, rows: rows).html()
    }
}
