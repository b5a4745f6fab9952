import SwiftletGraphs

/// MobileNetV2: inverted residuals with linear bottlenecks. Keys are torchvision's.
public struct MobileNetV2: Architecture {
    /// Multiplies every layer's channels (§4, "width multiplier"); the head is never narrower than 1280.
    public var width: Double
    public var input: InputSize

    public init(width: Double = 1, input: InputSize = InputSize(224)) {
        self.width = width
        self.input = input
    }

    /// Table 2: expansion t, channels c, repeats n, stride s of the first block.
    static let rows: [(t: Int, c: Int, n: Int, s: Int)] = [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        var features: [Value] = []
        var index = 0
        var x = image.convNorm(.sequence("features.0"), scaled(32), kernel: 3, stride: 2, activation: .relu6, style)
        for row in Self.rows {
            for i in 0..<row.n {
                let stride = i == 0 ? row.s : 1
                if stride == 2 { features.append(x) }
                index += 1
                x = x.scope("features.\(index).conv") { x in
                    x.invertedResidual(
                        InvertedResidual(
                            expanded: x.channels * row.t, outputs: scaled(row.c), stride: stride,
                            activation: .relu6, keys: Self.keys(expands: row.t != 1)),
                        style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(
            .sequence("features.\(index + 1)"), makeDivisible(1280 * max(1, width)), kernel: 1, activation: .relu6,
            style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier.1", style.classes), embedding: embedding,
            features: features)
    }

    static func keys(expands: Bool) -> InvertedResidual.Keys {
        expands
            ? InvertedResidual.Keys(
                expand: .sequence("0"), depthwise: .sequence("1"), project: ConvNormKeys("2", "3"))
            : InvertedResidual.Keys(expand: nil, depthwise: .sequence("0"), project: ConvNormKeys("1", "2"))
    }
}

extension MobileNetV2 {
    static let family = Family(
        name: "MobileNetV2",
        paper: Paper(
            "MobileNetV2: Inverted Residuals and Linear Bottlenecks", "Sandler et al.", 2018, arXiv: "1801.04381"))

    // Parameters: torchvision's `num_params`; other widths: counted in its definition. MACs: counted in the same.
    static let entries = [
        CatalogueEntry("mobilenet_v2", family, MobileNetV2(), parameters: 3_504_872, macs: 300_774_272),
        CatalogueEntry("mobilenet_v2_140", family, MobileNetV2(width: 1.4), parameters: 6_108_776, macs: 582_195_824),
        CatalogueEntry("mobilenet_v2_075", family, MobileNetV2(width: 0.75), parameters: 2_636_424, macs: 209_069_792),
        CatalogueEntry("mobilenet_v2_050", family, MobileNetV2(width: 0.5), parameters: 1_968_680, macs: 97_131_840),
        CatalogueEntry("mobilenet_v2_035", family, MobileNetV2(width: 0.35), parameters: 1_677_128, macs: 59_285_808),
    ]
}
