import Foundation
import Swiftlet
import TextTable

/// What `swiftlet analyze --measure` prints for people: the tree of blocks with what they take beside what they should.
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
        let table = TextTable<Row> { row in
            let cost = row.row.block.cost
            return [
                Column("layer" <- row.row.label),
                Column("output" <- row.row.output),
                Column("kernel" <- row.row.kernel),
                Column("params" <- AnalysisTable.count(cost.parameters), align: .right),
                Column("MACs" <- AnalysisTable.count(cost.macs), align: .right),
                Column("moved B" <- AnalysisTable.count(cost.memoryAccessBytes), align: .right),
                Column("ms" <- milliseconds(row.measured), align: .right),
                Column("share" <- share(row.measured), align: .right),
                Column("predicted" <- milliseconds(row.predicted), align: .right),
                Column("GFLOP/s" <- gigaflops(cost, row.measured), align: .right),
                Column("bound" <- row.bound),
            ]
        }
        let body = (table.string(for: Array(rows)) ?? "").trimmingCharacters(in: .newlines)
        return [body, kinds, AnalysisTable(complexity: complexity, depth: depth).totals + "\n" + totals]
            .joined(separator: "\n\n")
    }

    /// What holds most of the time back; with a tilde where layers share steps, whose times are then divided by prediction.
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
        let table = TextTable<Sum> { sum in
            [
                Column("kind" <- sum.group.label),
                Column("MACs" <- AnalysisTable.share(sum.cost.macs, complexity.macs), align: .right),
                Column("time" <- share(sum.measured), align: .right),
                Column("ms" <- milliseconds(sum.measured), align: .right),
                Column("predicted" <- milliseconds(sum.predicted), align: .right),
                Column("GFLOP/s" <- gigaflops(sum.cost, sum.measured), align: .right),
            ]
        }
        return (table.string(for: sums) ?? "").trimmingCharacters(in: .newlines)
    }

    private var totals: String {
        let (measured, predicted) = (latency.measuredMilliseconds, latency.predictedMilliseconds)
        let peak = latency.ceilings.peakGigaflops
        let rate = 2 * Double(complexity.macs) / (measured * 1e6)
        let threads = "\(latency.threads) thread\(latency.threads == 1 ? "" : "s")"
        return """
              measured      \(Format.fixed(measured, 3)) ms on \(threads), \(latency.instructionSet.rawValue): \
            \(Format.fixed(rate, 0)) GFLOP/s of \(Format.fixed(peak, 0))
              predicted     \(Format.fixed(predicted, 3)) ms, \
            \(Format.fixed(100 * (predicted / measured - 1), 0)) % off; ~ marks layers that share a step of the engine
            """
    }

    private func milliseconds(_ value: Double) -> String { value == 0 ? "–" : Format.fixed(value, 3) }

    private func share(_ value: Double) -> String {
        value == 0 ? "–" : Format.fixed(100 * value / latency.measuredMilliseconds, 1) + "%"
    }

    private func gigaflops(_ cost: Cost, _ milliseconds: Double) -> String {
        cost.macs == 0 || milliseconds == 0 ? "–" : Format.fixed(2 * Double(cost.macs) / (milliseconds * 1e6), 0)
    }
}
