import Swiftlet

/// The output of `swiftlet compare`.
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
        /// Nil without measurements, like all values below.
        let ms: Double?
        let gigaflops: Double?
        /// The milliseconds of each kind of layer.
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
        var table = Table(rows: rows.count)
        table.add("network", rank: 0, rows.map(\.model))
        table.add(number: "input", rank: 5, rows.map { $0.input.suffix(2).map(String.init).joined(separator: "×") })
        table.add(number: "top-1 %", rank: 1, rows.map { $0.top1.map { Format.fixed($0, 1) } ?? "–" })
        table.add("params", rank: 3, rows.map(\.parameters))
        table.add("MACs", rank: 1, rows.map(\.macs))
        table.add("activ.", rank: 9, rows.map(\.activations))
        table.add("moved", rank: 6, rows.map(\.memoryAccessBytes), isBytes: true)
        table.add("peak live", rank: 7, rows.map(\.peakMemoryBytes), isBytes: true)
        table.add(number: "FLOP/B", rank: 10, rows.map { Format.fixed($0.arithmeticIntensity, 1) })
        if isMeasured { addTimes(to: &table) }
        return table.text()
    }

    /// Adds the milliseconds, and each kind's share of them.
    private func addTimes(to table: inout Table) {
        let times = NumberColumn(rows.compactMap(\.ms), hasUnits: false)
        table.add(number: "ms", rank: 0, rows.map { times.text($0.ms) })
        table.add(number: "GFLOP/s", rank: 4, rows.map { Format.fixed($0.gigaflops ?? 0, 0) })
        for kind in LayerGroup.allCases where rows.contains(where: { $0.msByKind?[kind.rawValue] ?? 0 > 0 }) {
            table.add(
                number: kind.label, rank: 8,
                rows.map { row in
                    let share = 100 * (row.msByKind?[kind.rawValue] ?? 0) / max(row.ms ?? 0, 1e-9)
                    return Format.fixed(share, 0) + "%"
                })
        }
    }

    /// RFC 4180, with the JSON's names.
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
