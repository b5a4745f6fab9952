import SwiftletGraphs

/// The module names of a convolution and its batch norm: torchvision's `0.0` and `0.1`, timm's `conv_stem` and `bn1`.
struct ConvNormKeys {
    let conv: String
    let norm: String

    init(_ conv: String, _ norm: String) {
        self.conv = conv
        self.norm = norm
    }

    /// Items 0 and 1 of a torchvision `Conv2dNormActivation`.
    static func sequence(_ prefix: String) -> ConvNormKeys { ConvNormKeys(prefix + ".0", prefix + ".1") }

    /// The members `conv` and `bn` of a module.
    static func members(_ name: String) -> ConvNormKeys { ConvNormKeys(name + ".conv", name + ".bn") }
}

extension Value {
    /// Convolution, batch norm, activation. Without a `padding`, the map keeps its size or is divided by `stride`.
    func convNorm(
        _ keys: ConvNormKeys, _ outputs: Int, kernel: Size, stride: Size = 1, dilation: Size = 1, groups: Int = 1,
        padding: Padding? = nil, bias: Bool = false, activation: Activation?, _ style: NetworkStyle
    ) -> Value {
        let padding = padding ?? style.padding(kernel, stride: stride, dilation: dilation)
        let x = conv(
            keys.conv, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation, groups: groups,
            bias: bias
        ).batchNorm(keys.norm, epsilon: style.epsilon)
        return activation.map(x.activation) ?? x
    }
}
