/// The lowest plausible times of layers. On a busy machine, the time of a step is sometimes measured wrong and nearly
/// zero. The minimum of many times would then be the wrong one.
package struct Plausibility: Hashable, Sendable {
    /// The factor by which a layer may seem to exceed the measured peak, because clock rates vary.
    package static let margin = 1.15
    /// Winograd's F(4×4, 3×3) needs 36 multiplications where the definition needs 144.
    private static let winogradSaving = 4.0

    /// Billions of floating-point operations per second of all threads together.
    package let peakGigaflops: Double

    package init(peakGigaflops: Double) { self.peakGigaflops = peakGigaflops }

    /// The lowest plausible time of one occurrence of the layer.
    package func leastMilliseconds(_ layer: LayerKey) -> Double {
        let saving = layer.allowsWinograd ? Self.winogradSaving : 1
        return 2 * layer.macs / (peakGigaflops * Self.margin * saving * 1e6)
    }

    /// Whether both times of `count` occurrences together are plausible.
    package func allows(_ times: LayerTimes, of layer: LayerKey, count: Int) -> Bool {
        let least = leastMilliseconds(layer) * Double(count)
        return times.standard.isFinite && times.candidate.isFinite && times.standard > 0 && times.candidate > 0
            && times.standard >= least && times.candidate >= least
    }
}

/// Milliseconds of the same layers, computed in two ways.
package struct LayerTimes: Hashable, Sendable {
    package var standard: Double
    package var candidate: Double

    package init(standard: Double = 0, candidate: Double = 0) {
        self.standard = standard
        self.candidate = candidate
    }

    package var ratio: Double { candidate / standard }
}

extension LayerKey {
    /// Multiply-accumulates of all layers of the key; a lower bound.
    package var macs: Double {
        func product(_ factors: Int...) -> Double { factors.reduce(1) { $0 * Double($1) } }
        let window = product(kernel.area, batch, output.height, output.width)
        // The map between two fused layers, without padding.
        let (height, width) = (
            min(input.height.dividedUp(by: denseStride.height), output.height * stride.height),
            min(input.width.dividedUp(by: denseStride.width), output.width * stride.width)
        )
        let first = product(batch, height, width, input.channels, denseKernel.area, groups)
        switch kind {
        case .convolution, .depthwise: return window * product(output.channels, input.channels / groups)
        case .expandedDepthwise: return first + window * Double(groups)
        case .invertedResidual:
            return first + window * Double(groups)
                + product(batch, output.height, output.width, groups, output.channels)
        }
    }
}
