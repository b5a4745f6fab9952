import SwiftletGraphs

extension Value {
    /// Ghost module (GhostNet §3.1): a 1×1 convolution makes half of the maps, and a cheap 3×3 depthwise convolution of them
    /// makes the other half.
    func ghost(_ name: String, _ outputs: Int, activation: Activation?, _ style: NetworkStyle) -> Value {
        scope(name) { x in
            let intrinsic = (outputs + 1) / 2
            let primary = x.convNorm(
                .sequence("primary_conv"), intrinsic, kernel: 1, activation: activation, style)
            let cheap = primary.convNorm(
                .sequence("cheap_operation"), intrinsic, kernel: 3, groups: intrinsic, activation: activation, style)
            let both = concatenate(primary, cheap)
            return both.channels == outputs ? both : both.slice(0..<outputs)
        }
    }

    /// A ghost module times decoupled fully connected attention (GhostNetV2 §3.2). The attention reads the input at half its
    /// size, along rows and then along columns.
    func attentiveGhost(_ name: String, _ outputs: Int, activation: Activation?, _ style: NetworkStyle) -> Value {
        let y = ghost(name, outputs, activation: activation, style)
        let attention = scope(name + ".short_conv") { x in
            x.averagePool(2)
                .convNorm(ConvNormKeys("0", "1"), outputs, kernel: 1, activation: nil, style)
                .convNorm(ConvNormKeys("2", "3"), outputs, kernel: Size(1, 5), groups: outputs, activation: nil, style)
                .convNorm(ConvNormKeys("4", "5"), outputs, kernel: Size(5, 1), groups: outputs, activation: nil, style)
        }
        return y * attention.sigmoid().resize(like: y)
    }
}
