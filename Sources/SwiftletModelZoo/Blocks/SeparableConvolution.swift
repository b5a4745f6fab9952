import SwiftletGraphs

extension Value {
    /// Depthwise separable convolution (MobileNet §3.1): one 3×3 filter per channel, then a 1×1 convolution, each with
    /// batch norm and activation.
    func separableConvolution(
        depthwise: ConvNormKeys, pointwise: ConvNormKeys, _ outputs: Int, stride: Int, activation: Activation,
        _ style: NetworkStyle
    ) -> Value {
        convNorm(
            depthwise, channels, kernel: 3, stride: Size(square: stride), groups: channels, activation: activation,
            style
        ).convNorm(pointwise, outputs, kernel: 1, activation: activation, style)
    }
}
