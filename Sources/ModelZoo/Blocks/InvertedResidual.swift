import Graphs

/// Inverted residual (MobileNetV2 §3.3): a 1×1 expansion, a depthwise convolution, a linear 1×1 projection, and the input
/// added where the shapes agree. MnasNet puts squeeze-and-excite before the projection.
struct InvertedResidual {
    /// Channels between expansion and projection.
    var expanded: Int
    var outputs: Int
    var kernel: Size = 3
    var stride: Size = 1
    var activation: Activation
    var keys: Keys

    /// The names of its modules; no `expand` leaves the expansion out.
    struct Keys {
        var expand: ConvNormKeys?
        var depthwise: ConvNormKeys
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
            block.keys.depthwise, block.expanded, kernel: block.kernel, stride: block.stride, groups: block.expanded,
            activation: block.activation, style)
        x = x.convNorm(block.keys.project, block.outputs, kernel: 1, activation: nil, style)
        return block.stride == 1 && channels == block.outputs ? x + self : x
    }
}
