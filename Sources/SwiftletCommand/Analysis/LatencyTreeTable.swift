import Swiftlet

/// The output of `swiftlet analyze --measure` for people: the tree of blocks with measured and predicted times.
struct LatencyTreeTable {
    let latency: Latency
    let depth: Int

    private var complexity: Complexity { latency.complexity }

    private struct Row {
        let row: AnalysisTable.Row
        let measured: Double
        let predicted: Double
        let bound: String
    }

    var text: String {
        let rows = complexity.blocks.flattened(depth: depth).dropFirst().map { level, block in
            let timings = block.layerIndices.map { latency.layers[$0] }
            return Row(
                row: AnalysisTable.Row(block, level: level - 1),
                measured: timings.reduce(0) { $0 + $1.measuredMilliseconds },
                predicted: timings.reduce(0) { $0 + $1.predictedMilliseconds }, bound: bound(timings))
        }
        let costs = rows.map(\.row.block.cost)
        var table = Table(rows: rows.count)
        table.add("layer", rank: 0, rows.map(\.row.label))
        table.add("output", rank: 7, rows.map(\.row.output))
        table.add("kernel", rank: 8, rows.map(\.row.kernel))
        table.add("params", rank: 9, costs.map(\.parameters))
        table.add("MACs", rank: 3, costs.map(\.macs))
        table.add("moved", rank: 6, costs.map(\.memoryAccessBytes), isBytes: true)
        table.add(number: "ms", rank: 0, rows.map { milliseconds($0.measured) })
        table.add(number: "share", rank: 1, rows.map { share($0.measured) })
        table.add(number: "predicted", rank: 2, rows.map { milliseconds($0.predicted) })
        table.add(number: "GFLOP/s", rank: 4, zip(costs, rows).map { gigaflops($0, $1.measured) })
        table.add("bound", rank: 5, rows.map(\.bound))
        return [table.text(), kinds, AnalysisTable(complexity: complexity, depth: depth).totals + "\n" + totals]
            .joined(separator: "\n\n")
    }

    /// The bound of most of the time. A tilde marks layers that share steps: their times are divided by prediction.
    private func bound(_ timings: [Latency.LayerTiming]) -> String {
        var times: [Bound: Double] = [:]
        for timing in timings {
            if let bound = timing.bound { times[bound, default: 0] += timing.measuredMilliseconds }
        }
        guard let (bound, time) = times.max(by: { ($0.value, $0.key.label) < ($1.value, $1.key.label) }), time > 0
        else {
            return ""
        }
        return bound.label + (timings.count == 1 && timings[0].isShared ? " ~" : "")
    }

    private var kinds: String {
        typealias Sum = (group: LayerGroup, measured: Double, predicted: Double, cost: Cost)
        let sums: [Sum] = LayerGroup.allCases.compactMap { group -> Sum? in
            let indices = complexity.layers.indices.filter { complexity.layers[$0].kind.group == group }
            guard !indices.isEmpty else { return nil }
            return (
                group, indices.reduce(0) { $0 + latency.layers[$1].measuredMilliseconds },
                indices.reduce(0) { $0 + latency.layers[$1].predictedMilliseconds },
                indices.reduce(.zero) { $0 + complexity.layers[$1].cost }
            )
        }
        var table = Table(rows: sums.count)
        table.add("kind", rank: 0, sums.map(\.group.label))
        table.add(number: "MACs", rank: 3, sums.map { AnalysisTable.share($0.cost.macs, complexity.macs) })
        table.add(number: "time", rank: 1, sums.map { share($0.measured) })
        table.add(number: "ms", rank: 0, sums.map { milliseconds($0.measured) })
        table.add(number: "predicted", rank: 2, sums.map { milliseconds($0.predicted) })
        table.add(number: "GFLOP/s", rank: 4, sums.map { gigaflops($0.cost, $0.measured) })
        return table.text()
    }

    private var totals: String {
        let (measured, predicted) = (latency.measuredMilliseconds, latency.predictedMilliseconds)
        let peak = latency.ceilings.peakGigaflops
        let rate = 2 * Double(complexity.macs) / (measured * 1e6)
        let threads = "\(latency.threads) thread\(latency.threads == 1 ? "" : "s")"
        return AnalysisTable.list([
            (
                "measured",
                "\(Format.fixed(measured, 3)) ms on \(threads), \(latency.instructionSet.rawValue): "
                    + "\(Format.fixed(rate, 0)) GFLOP/s of \(Format.fixed(peak, 0))"
            ),
            (
                "predicted",
                "\(Format.fixed(predicted, 3)) ms, \(Format.fixed(100 * (predicted / measured - 1), 0)) % off; ~ marks "
                    + "layers that share a step of the engine"
            ),
        ])
    }

    private func milliseconds(_ value: Double) -> String { value == 0 ? "–" : Format.fixed(value, 3) }

    private func share(_ value: Double) -> String {
        value == 0 ? "–" : Format.fixed(100 * value / latency.measuredMilliseconds, 1) + "%"
    }

    private func gigaflops(_ cost: Cost, _ milliseconds: Double) -> String {
        cost.macs == 0 || milliseconds == 0 ? "–" : Format.fixed(2 * Double(cost.macs) / (milliseconds * 1e6), 0)
    }
}
