import SwiftletReports

extension Comparison {
    /// All charts that have data, with names for their files.
    public var charts: [(name: String, chart: any Chart)] {
        let paper: [(name: String, chart: any Chart)] = [
            ("accuracy-macs", accuracyOverMACs), ("accuracy-parameters", accuracyOverParameters),
            ("macs-by-kind", macsByKind), ("memory-by-kind", memoryByKind),
        ]
        guard isMeasured else { return paper }
        let measured: [(name: String, chart: any Chart)] = [
            ("accuracy-latency", accuracyOverLatency), ("latency-macs", latencyOverMACs), ("time-by-kind", timeByKind),
        ]
        return paper + measured + (roofline.map { [("roofline", $0)] } ?? [])
    }

    /// Accuracy over a cost, for networks of known accuracy.
    private func accuracy(_ title: String, _ axis: Axis, _ cost: (Network) -> Double?) -> ScatterChart {
        let points = networks.compactMap { network -> ScatterChart.Point? in
            guard let top1 = network.top1, let cost = cost(network) else { return nil }
            return ScatterChart.Point(
                network.name, group: network.family, x: cost, y: top1, isNamed: network.isLandmark,
                isHollow: network.recipe == .modern, base: network.plainTop1)
        }
        return ScatterChart(
            title: title,
            summary:
                "Published top-1 accuracy of \(points.count) networks over \(axis.label); those that no other beats are "
                + "ringed and joined by a dashed line, and hollow are those trained by a modern recipe.",
            xAxis: axis, yAxis: Axis("top-1 on ImageNet, %"), points: points, marksParetoFront: true,
            hollowMeaning: "trained by a modern recipe", stemMeaning: "down to the plain recipe's accuracy")
    }

    public var accuracyOverMACs: ScatterChart {
        accuracy("Accuracy over MACs", Axis("MACs", .logarithmic)) { Double($0.complexity.macs) }
    }

    public var accuracyOverParameters: ScatterChart {
        accuracy("Accuracy over parameters", Axis("parameters", .logarithmic)) { Double($0.complexity.parameters) }
    }

    public var accuracyOverLatency: ScatterChart {
        accuracy("Accuracy over measured latency", Axis("latency here, ms", .logarithmic)) { $0.timing?.milliseconds }
    }

    /// Measured time over counted MACs: how well MACs predict the time.
    public var latencyOverMACs: ScatterChart {
        let points = networks.compactMap { network in
            network.timing.map {
                ScatterChart.Point(
                    network.name, group: network.family, x: Double(network.complexity.macs), y: $0.milliseconds,
                    isNamed: network.isLandmark)
            }
        }
        return ScatterChart(
            title: "Latency over MACs",
            summary: "Measured latency over MACs: networks of equal MACs lie above each other.",
            xAxis: Axis("MACs", .logarithmic), yAxis: Axis("latency here, ms", .logarithmic), points: points)
    }

    /// Every step of every network below the machine's roof; nil without measurements.
    public var roofline: RooflineChart? {
        guard let roof else { return nil }
        let points = networks.flatMap { network in
            (network.timing?.steps ?? []).filter { $0.flops > 0 }.map {
                RooflineChart.Point(
                    "\(network.name) \($0.name)", group: $0.group.label, intensity: $0.intensity,
                    gigaflops: $0.gigaflops)
            }
        }
        return RooflineChart(
            title: "Every layer below the machine's roof",
            summary:
                "\(points.count) layers, as the engine fuses them, by arithmetic intensity and by the rate that they reach.",
            peakGigaflops: roof.peakGigaflops, ceilings: roof.ceilings, groups: LayerGroup.allCases.map(\.label),
            points: points)
    }

    /// Each kind of layer's share of a total, a bar for each network.
    private func shares(_ title: String, _ summary: String, _ value: (Network, LayerGroup) -> Double) -> BarChart {
        let totals = networks.map { network in LayerGroup.allCases.reduce(0) { $0 + value(network, $1) } }
        let kinds = LayerGroup.allCases.filter { kind in networks.contains { value($0, kind) > 0 } }
        return BarChart(
            title: title, summary: summary, categories: networks.map(\.name),
            series: kinds.map { group in
                BarChart.Series(
                    group.label,
                    zip(networks, totals).map { network, total in
                        total > 0 ? 100 * value(network, group) / total : nil
                    })
            }, label: "per cent", arrangement: .stacked, showsTotals: false)
    }

    /// The shares by family: the mean over its networks. Families keep their order.
    func byFamily(_ chart: BarChart) -> BarChart {
        var families: [String] = []
        var members: [String: [Int]] = [:]
        for (index, network) in networks.enumerated() {
            if members[network.family] == nil { families.append(network.family) }
            members[network.family, default: []].append(index)
        }
        var result = chart
        result.title += ", by family"
        result.summary += " The mean over each family's networks."
        result.categories = families
        result.series = chart.series.map { series in
            BarChart.Series(
                series.name,
                families.map { family in
                    let values = (members[family] ?? []).compactMap { series.values[$0] }
                    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
                })
        }
        return result
    }

    public var timeByKind: BarChart {
        shares("Where the time goes", "Shares of the measured time by kind of layer.") { network, group in
            network.timing?.byGroup[group] ?? 0
        }
    }

    public var macsByKind: BarChart {
        shares("Where the MACs are", "Shares of the multiply-accumulates by kind of layer.") { network, group in
            Double(network.costs[group]?.macs ?? 0)
        }
    }

    public var memoryByKind: BarChart {
        shares(
            "Where the memory traffic is",
            "Shares of the bytes read and written, layer by layer without fusion, by kind of layer."
        ) { network, group in Double(network.costs[group]?.memoryAccessBytes ?? 0) }
    }
}

extension Comparison.Network {
    /// The sums over the layers of each kind.
    fileprivate var costs: [LayerGroup: Cost] {
        Dictionary(uniqueKeysWithValues: complexity.summed(by: \.kind.group).map { ($0.key, $0.cost) })
    }
}
