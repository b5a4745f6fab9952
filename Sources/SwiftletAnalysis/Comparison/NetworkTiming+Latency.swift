extension NetworkTiming {
    /// The engine's steps. A step has the kind of its most expensive layer.
    public init(_ latency: Latency) {
        let layers = latency.complexity.layers
        var byGroup: [LayerGroup: Double] = [:]
        for (layer, timing) in zip(layers, latency.layers) {
            byGroup[layer.kind.group, default: 0] += timing.measuredMilliseconds
        }
        let steps = latency.steps.map { step in
            let fused = step.layers.map { layers[$0] }
            let leading = fused.max { ($0.macs, $0.flops) < ($1.macs, $1.flops) }
            return Step(
                name: leading?.name ?? step.label, group: leading?.kind.group ?? .movement,
                // A step with MACs counts only these: folded norms cost nothing.
                flops: step.macs > 0 ? 2 * step.macs : fused.reduce(0) { $0 + $1.flops }, bytes: step.bytes,
                milliseconds: step.measuredMilliseconds)
        }
        self.init(milliseconds: latency.measuredMilliseconds, byGroup: byGroup, steps: steps)
    }
}

extension Comparison.Roof {
    public init(_ ceilings: ThreadCeilings) {
        self.init(
            peakGigaflops: ceilings.peakGigaflops,
            ceilings: ceilings.bandwidths.map { RooflineChart.Ceiling($0.level, gigabytesPerSecond: $0.copy) })
    }
}
