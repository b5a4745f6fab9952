import Graphs
import _MicrokernelInterface

/// An activation as kernels apply it: bounds that every kernel clamps its results to, or a function that runs over them
/// while they are still in the first-level cache.
struct ActivationFunction: Sendable {
    var minimum: Float = -.infinity
    var maximum: Float = .infinity
    var function: ActivationArguments.Function?

    init(_ activation: Activation?) {
        switch activation {
        case nil: break
        case .relu: minimum = 0
        case .relu6: (minimum, maximum) = (0, 6)
        case .hardSigmoid: function = .hardSigmoid
        case .hardSwish: function = .hardSwish
        case .sigmoid: function = .sigmoid
        case .silu: function = .silu
        case .gelu: function = .gelu
        case .tanh: function = .tanh
        case .leakyReLU: function = .parametricReLU
        }
    }
}
