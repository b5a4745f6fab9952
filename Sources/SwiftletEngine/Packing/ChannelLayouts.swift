import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

// Constants of which each output channel has one.

/// The factors of the folded batch norms, γ / √(σ² + ε), multiplied together.
struct ChannelScales: PackingLayout {
    let count: Int

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        for (index, norm) in source.parameters.norms.enumerated() {
            source.withTerms(of: norm, count) { channel, scale, _ in
                let before = index == 0 ? 1 : memory.floats[channel]
                memory.floats[channel] = scale * before
            }
        }
    }
}

/// The terms of a convolution: its biases, through the folded batch norms. Groups of channels begin on panels' boundaries.
struct ChannelBiases: PackingLayout {
    var groups = 1
    /// Channels of a group.
    let channels: Int
    /// Elements of a group.
    let padded: Int

    var count: Int { .saturatingProduct(groups, padded) }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        func place(_ channel: Int) -> Int {
            groups == 1 ? channel : channel / channels * padded + channel % channels
        }
        let parameters = source.parameters
        if let bias = parameters.bias {
            source.withFloats(bias) { values in
                for channel in 0..<groups * channels { memory.floats[place(channel)] = values[channel] }
            }
        }
        for (index, norm) in parameters.norms.enumerated() {
            let isFirst = index == 0 && parameters.bias == nil
            source.withTerms(of: norm, groups * channels) { channel, scale, shift in
                let target = memory.floats + place(channel)
                target.pointee = isFirst ? shift : target.pointee * scale + shift
            }
        }
    }
}

/// The slopes of a leaky ReLU, all alike.
struct ConstantSlopes: PackingLayout {
    let slope: Float
    let count: Int

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        memory.update(repeating: slope, count: count)
    }
}

/// The weights of a layer that has one for each channel, or one for all: PReLU's slopes, a layer norm's factors.
struct ChannelVector: PackingLayout {
    let count: Int

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        let isShared = source.parameters.weightCount == 1
        source.withWeights { slopes, _ in
            for channel in 0..<count { memory.floats[channel] = slopes[isShared ? 0 : channel] }
        }
    }
}

extension PackingSource {
    /// Calls `body` with each channel's factor γ / √(σ² + ε) and term β − μ · γ / √(σ² + ε) of a batch norm. They are computed in
    /// double, so that folding costs no accuracy.
    fileprivate func withTerms(
        of norm: FoldedNorm, _ channels: Int, _ body: (_ channel: Int, _ scale: Float, _ shift: Float) -> Void
    ) {
        withFloats(norm.weight) { gamma in
            withFloats(norm.bias) { beta in
                withFloats(norm.runningMean) { mean in
                    withFloats(norm.runningVariance) { variance in
                        for channel in 0..<channels {
                            let (scale, shift) = norm.operation.affine(
                                gamma[channel], beta[channel], mean: mean[channel], variance: variance[channel])
                            body(channel, Float(scale), Float(shift))
                        }
                    }
                }
            }
        }
    }
}
