extension TuningTable {
    /// The measurements of the release for this processor; empty if there are none. A model without a table uses one of
    /// the same family.
    public static let shipped: TuningTable = shipped(for: .current)

    /// The measurements of the release for a processor.
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

    /// Every shipped table, parsed, for tests.
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
