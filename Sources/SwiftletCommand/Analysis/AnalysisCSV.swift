import Swiftlet

/// The output of `swiftlet analyze --csv`: a line for each layer (RFC 4180), with the JSON's names.
enum AnalysisCSV {
    static func text(_ complexity: Complexity, _ latency: Latency? = nil) -> String {
        let header =
            [
                "name", "kind", "operation", "input", "output", "kernel", "stride", "groups", "parameters", "macs",
                "flops",
                "elementwise_operations", "activations", "memory_access_bytes", "peak_memory_bytes",
                "arithmetic_intensity", "receptive_field", "macs_share",
            ] + (latency == nil ? [] : ["measured_ms", "predicted_ms", "bound"])
        let rows = complexity.layers.enumerated().map { i, layer in
            fields(layer, of: complexity) + (latency.map { fields($0.layers[i]) } ?? [])
        }
        return ([header] + rows).map { $0.map(CSV.field).joined(separator: ",") }.joined(separator: "\n")
    }

    private static func fields(_ layer: LayerComplexity, of complexity: Complexity) -> [String] {
        let window: [String] = [
            layer.window.map { "\($0.kernel)" } ?? "", layer.window.map { "\($0.stride)" } ?? "",
            layer.groups.map(String.init) ?? "",
        ]
        let counts: [Int] = [
            layer.parameters, layer.macs, layer.flops, layer.elementwiseOperations, layer.activations,
            layer.memoryAccessBytes, layer.liveMemoryBytes,
        ]
        let share = complexity.macs == 0 ? 0 : Double(layer.macs) / Double(complexity.macs)
        return [layer.name, layer.kind.rawValue, layer.operation, "\(layer.input)", "\(layer.output)"] + window
            + counts.map(String.init)
            + [
                Format.fixed(layer.arithmeticIntensity, 3), layer.receptiveField.map { "\($0.size)" } ?? "",
                Format.fixed(share, 6),
            ]
    }

    private static func fields(_ timing: Latency.LayerTiming) -> [String] {
        [
            Format.fixed(timing.measuredMilliseconds, 6), Format.fixed(timing.predictedMilliseconds, 6),
            timing.bound?.label ?? "",
        ]
    }
}
