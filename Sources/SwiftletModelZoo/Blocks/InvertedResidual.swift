import SwiftletGraphs

/// Inverted residual (MobileNetV2 §3.3): a 1×1 expansion, a depthwise convolution, optional squeeze-and-excite (MnasNet,
/// figure 7), and a linear 1×1 projection. The input is added if the shapes agree.
struct InvertedResidual {
    /// Channels between expansion and projection.
    var expanded: Int
    var outputs: Int
    var kernel: Size = 3
    var stride: Int = 1
    var activation: Activation
    /// Channels inside squeeze-and-excite. Nil for a block without it.
    var squeezed: Int?
    var squeezeGate: Activation = .sigmoid
    var squeezeActivation: Activation = .relu
    var keys: Keys

    /// The names of its modules. A block without `expand` has no expansion.
    struct Keys {
        var expand: ConvNormKeys?
        var depthwise: ConvNormKeys
        var squeezeExcite: SqueezeExcite.Keys = .timm
        var project: ConvNormKeys
    }
}

extension Value {
    func invertedResidual(_ block: InvertedResidual, _ style: NetworkStyle) -> Value {
        var x = self
        if let keys = block.keys.expand {
            x = x.convNorm(keys, block.expanded, kernel: 1, activation: block.activation, style)
        }
        x = x.convNorm(
            block.keys.depthwise, block.expanded, kernel: block.kernel, stride: Size(square: block.stride),
            groups: block.expanded, activation: block.activation, style)
        if let squeezed = block.squeezed {
            x = x.squeezeExcite(
                SqueezeExcite(
                    reduced: squeezed, activation: block.squeezeActivation, gate: block.squeezeGate,
                    keys: block.keys.squeezeExcite))
        }
        x = x.convNorm(block.keys.project, block.outputs, kernel: 1, activation: nil, style)
        return block.stride == 1 && channels == block.outputs ? x + self : x
    }
}

extension InvertedResidual.Keys {
    /// timm's `InvertedResidual`.
    static let timm = InvertedResidual.Keys(
        expand: ConvNormKeys("conv_pw", "bn1"), depthwise: ConvNormKeys("conv_dw", "bn2"),
        project: ConvNormKeys("conv_pwl", "bn3"))

    /// timm's `DepthwiseSeparableConv`, the block without expansion.
    static let timmSeparable = InvertedResidual.Keys(
        expand: nil, depthwise: ConvNormKeys("conv_dw", "bn1"), project: ConvNormKeys("conv_pw", "bn2"))

    /// torchvision's `block`: a sequence of the layers that the block has.
    static func sequence(expands: Bool, excites: Bool) -> InvertedResidual.Keys {
        let depthwise = expands ? 1 : 0
        let project = depthwise + (excites ? 2 : 1)
        return InvertedResidual.Keys(
            expand: expands ? .sequence("block.0") : nil, depthwise: .sequence("block.\(depthwise)"),
            squeezeExcite: .item(in: "block", depthwise + 1), project: .sequence("block.\(project)"))
    }
}
