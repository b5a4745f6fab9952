import SwiftletGraphs

/// Xception: depthwise separable convolutions with residuals around them. Keys are timm's `legacy_xception`.
public struct Xception: Architecture {
    public var input: InputSize

    public init(input: InputSize = InputSize(299)) {
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        // Figure 5. Entry flow:
        let stem =
            image
            .convNorm(
                ConvNormKeys("conv1", "bn1"), 32, kernel: 3, stride: 2, padding: Padding.none, activation: .relu, style
            ).convNorm(ConvNormKeys("conv2", "bn2"), 64, kernel: 3, padding: Padding.none, activation: .relu, style)
        let block1 = block(stem, 1, [128, 128], halves: true, startsWithReLU: false, style)
        let block2 = block(block1, 2, [256, 256], halves: true, style)
        // Middle flow:
        var x = block(block2, 3, [728, 728], halves: true, style)
        for i in 4...11 { x = block(x, i, [728, 728, 728], halves: false, style) }
        // Exit flow:
        var y = block(x, 12, [728, 1024], halves: true, style)
        y = separable(y, "conv3", "bn3", 1536, style).relu()
        y = separable(y, "conv4", "bn4", 2048, style).relu()
        let embedding = y.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("fc", style.classes), embedding: embedding,
            features: [stem, block1, block2, x, y])
    }

    /// Separable convolutions, each after a ReLU, and a shortcut: a 1×1 convolution if the shape changes.
    private func block(
        _ x: Value, _ number: Int, _ widths: [Int], halves: Bool, startsWithReLU: Bool = true, _ style: NetworkStyle
    ) -> Value {
        x.scope("block\(number)") { x in
            var y = x
            // The index in the reference's sequence: ReLU, separable convolution, batch norm, ….
            var item = 0
            for (i, width) in widths.enumerated() {
                if i > 0 || startsWithReLU {
                    y = y.relu()
                    item += 1
                }
                y = separable(y, "rep.\(item)", "rep.\(item + 1)", width, style)
                item += 2
            }
            guard halves else { return y + x }
            return y.maxPool(3, stride: 2, padding: style.padding(3, stride: 2))
                + x.convNorm(
                    ConvNormKeys("skip", "skipbn"), widths.last!, kernel: 1, stride: 2, activation: nil, style)
        }
    }

    /// 3×3 depthwise, then 1×1, with nothing in between (§4.7), then batch norm.
    private func separable(_ x: Value, _ name: String, _ norm: String, _ outputs: Int, _ style: NetworkStyle) -> Value {
        x.conv(name + ".conv1", x.channels, kernel: 3, padding: 1, groups: x.channels, bias: false)
            .conv(name + ".pointwise", outputs, kernel: 1, bias: false)
            .batchNorm(norm, epsilon: style.epsilon)
    }
}

extension Xception {
    static let family = Family(
        name: "Xception",
        paper: Paper(
            "Xception: Deep Learning with Depthwise Separable Convolutions", "Chollet", 2016, arXiv: "1610.02357"))

    // Parameters: osmr/imgclsmob's README. MACs: counted in timm's definition.
    static let entries = [
        CatalogueEntry("xception", family, Xception(), parameters: 22_855_952, macs: 8_357_403_496)
    ]
}
