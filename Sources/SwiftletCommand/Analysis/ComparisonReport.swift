import Foundation
import Swiftlet
import TextTable

/// What `swiftlet compare` prints.
struct ComparisonReport {
    struct Row: Encodable {
        let model: String
        let family: String
        /// `[batch, channels, height, width]`
        let input: [Int]
        let top1: Double?
        let parameters: Int
        let macs: Int
        let flops: Int
        let activations: Int
        let memoryAccessBytes: Int
        let peakMemoryBytes: Int
        let arithmeticIntensity: Double
        /// Nil where nothing was measured, as all below.
        let ms: Double?
        let gigaflops: Double?
        /// Of each kind of layer.
        let msByKind: [String: Double]?
    }

    let rows: [Row]
    private let isMeasured: Bool

    init(_ comparison: Comparison) {
        isMeasured = comparison.isMeasured
        rows = comparison.networks.map { network in
            let (complexity, timing) = (network.complexity, network.timing)
            return Row(
                model: network.name, family: network.family, input: complexity.input.extents, top1: network.top1,
                parameters: complexity.parameters, macs: complexity.macs, flops: complexity.flops,
                activations: complexity.activations, memoryAccessBytes: complexity.memoryAccessBytes,
                peakMemoryBytes: complexity.peakMemoryBytes, arithmeticIntensity: complexity.arithmeticIntensity,
                ms: timing?.milliseconds,
                gigaflops: timing.map { 2 * Double(complexity.macs) / ($0.milliseconds * 1e6) },
                msByKind: timing.map { timing in
                    Dictionary(uniqueKeysWithValues: LayerGroup.allCases.map { ($0.rawValue, timing.byGroup[$0] ?? 0) })
                })
        }
    }

    var table: String {
        let table = TextTable<Row> { row in
            [
                Column("network" <- row.model),
                Column("input" <- row.input.suffix(2).map(String.init).joined(separator: "×"), align: .right),
                Column("top-1 %" <- row.top1.map { Format.fixed($0, 1) } ?? "–", align: .right),
                Column("params" <- Format.count(row.parameters), align: .right),
                Column("MACs" <- Format.count(row.macs), align: .right),
                Column("activ." <- Format.count(row.activations), align: .right),
                Column("moved" <- Format.bytes(row.memoryAccessBytes), align: .right),
                Column("peak live" <- Format.bytes(row.peakMemoryBytes), align: .right),
                Column("FLOP/B" <- Format.fixed(row.arithmeticIntensity, 1), align: .right),
            ] + (isMeasured ? times(row) : [])
        }
        return (table.string(for: rows) ?? "").trimmingCharacters(in: .newlines)
    }

    /// Milliseconds, and the kinds' shares of them.
    private func times(_ row: Row) -> [Column] {
        let milliseconds = row.ms ?? 0
        return [
            Column("ms" <- Format.fixed(milliseconds, milliseconds < 10 ? 2 : 1), align: .right),
            Column("GFLOP/s" <- Format.fixed(row.gigaflops ?? 0, 0), align: .right),
        ]
            + LayerGroup.allCases.map { group in
                let share = 100 * (row.msByKind?[group.rawValue] ?? 0) / max(milliseconds, 1e-9)
                return Column(group.label <- Format.fixed(share, 0) + "%", align: .right)
            }
    }

    /// RFC 4180, under the names of the JSON.
    var csv: String {
        let header = [
            "model", "family", "input", "top1", "parameters", "macs", "flops", "activations", "memory_access_bytes",
            "peak_memory_bytes", "arithmetic_intensity",
        ]
        let timed = isMeasured ? ["ms", "gigaflops"] + LayerGroup.allCases.map { "ms_\($0.rawValue)" } : []
        let lines = rows.map { row in
            let counts = [
                row.parameters, row.macs, row.flops, row.activations, row.memoryAccessBytes, row.peakMemoryBytes,
            ]
            let times = [row.ms, row.gigaflops] + LayerGroup.allCases.map { row.msByKind?[$0.rawValue] }
            return [row.model, row.family, row.input.map(String.init).joined(separator: "×")]
                + [row.top1.map { "\($0)" } ?? ""] + counts.map(String.init) + [
                    Format.fixed(row.arithmeticIntensity, 3)
                ]
                + (isMeasured ? times.map { Format.fixed($0 ?? 0, 4) } : [])
        }
        return ([header + timed] + lines).map { $0.map(CSV.field).joined(separator: ",") }.joined(separator: "\n")
    }
}
