import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// An activation in the form that kernels apply: bounds that every kernel clamps to, hard swish in the kernels of
/// convolutions, or a function over results that are still in the first-level cache.
struct ActivationFunction: Sendable {
    var minimum: Float = -.infinity
    var maximum: Float = .infinity
    var isHardSwish = false
    var function: ActivationArguments.Function?

    /// - Parameter knowsHardSwish: Whether the kernel before the activation computes hard swish.
    init(_ activation: Activation?, knowsHardSwish: Bool = false) {
        switch activation {
        case nil: break
        case .relu: minimum = 0
        case .relu6: (minimum, maximum) = (0, 6)
        case .hardSigmoid: function = .hardSigmoid
        case .hardSwish where knowsHardSwish: isHardSwish = true
        case .hardSwish: function = .hardSwish
        case .sigmoid: function = .sigmoid
        case .silu: function = .silu
        case .gelu: function = .gelu
        case .tanh: function = .tanh
        case .leakyReLU: function = .parametricReLU
        }
    }
}

extension ActivationFunction {
    /// Applies a function that is no clamp, in place, to pixels that have just been computed.
    func apply(
        to output: MapPointer, stride: Int, pixels: Int, channels: Int,
        slopes: UnsafePointer<Float>?, kernels: KernelSet
    ) {
        guard let function else { return }
        var arguments = ActivationArguments(
            function: function, input: output, inputStride: stride, output: output,
            outputStride: stride, pixels: pixels, channels: channels, slopes: slopes)
        kernels.activation(&arguments)
    }
}

extension PackingRequests {
    /// The slopes that an activation needs: one for each channel of a leaky ReLU, nil for others.
    func slopes(_ activation: Activation?, channels: Int) -> PackedConstants? {
        guard case .leakyReLU(let slope) = activation else { return nil }
        return constants(ConstantSlopes(slope: Float(slope), count: channels), of: LayerParameters())
    }
}
