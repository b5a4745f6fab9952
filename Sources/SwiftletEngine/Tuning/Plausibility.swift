/// What no way to compute a layer can be faster than. On a busy machine the time between two steps is now and then told
/// wrong, and a step seems to take next to nothing: the least of many times would be just that one.
package struct Plausibility: Hashable, Sendable {
    /// How far above the measured peak a layer may seem to be: clocks differ from moment to moment.
    package static let margin = 1.15
    /// By Winograd's F(4×4, 3×3) a layer has 36 multiplications where its definition has 144.
    private static let winogradSaving = 4.0

    /// Billions of floating-point operations a second of all threads together.
    package let peakGigaflops: Double

    package init(peakGigaflops: Double) { self.peakGigaflops = peakGigaflops }

    /// The time below which a measurement of one occurrence of the layer is wrong.
    package func leastMilliseconds(_ layer: LayerKey) -> Double {
        let saving = layer.allowsWinograd ? Self.winogradSaving : 1
        return 2 * layer.macs / (peakGigaflops * Self.margin * saving * 1e6)
    }

    /// Whether both times, of `count` occurrences together, can be true.
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
    /// Multiply-accumulates, of what is fused together too; never more than there are.
    package var macs: Double {
        func product(_ factors: Int...) -> Double { factors.reduce(1) { $0 * Double($1) } }
        let window = product(kernel.area, batch, output.height, output.width)
        // The map between two fused layers, without what pads it.
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
