extension TuningTable {
    /// What was measured for this processor before the release; empty if nothing was. A table of another model of the same
    /// family serves where its own model has none.
    public static let shipped: TuningTable = shipped(for: .current)

    /// What was measured for a processor before the release.
    public static func shipped(for processor: Processor) -> TuningTable {
        let family = shippedTables.filter {
            $0.processor.vendor == processor.vendor && $0.processor.family == processor.family
        }
        guard let match = family.first(where: { $0.processor == processor }) ?? family.first,
            let table = try? TuningTable(
                "swiftlet tuning \(version)\n\(match.processor)\n\(match.layers)", source: "shipped table")
        else { return TuningTable(processor: processor) }
        return table
    }

    /// Every shipped table, read; for a test.
    package static func allShipped() throws(EngineError) -> [TuningTable] {
        var tables: [TuningTable] = []
        for (processor, layers) in shippedTables {
            tables.append(
                try TuningTable("swiftlet tuning \(version)\n\(processor)\n\(layers)", source: "\(processor)"))
        }
        return tables
    }

    private static let shippedTables: [(processor: Processor, layers: String)] = [
        (Processor(vendor: "AuthenticAMD", family: 26, model: 2), ShippedTables.amdFamily26)
    ]
}
