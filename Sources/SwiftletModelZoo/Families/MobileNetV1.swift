import SwiftletGraphs

/// MobileNet: depthwise separable convolutions from end to end. Keys are timm's.
public struct MobileNetV1: Architecture {
    /// Multiplies every layer's channels (§3.3, α).
    public var width: Double
    /// ``NetworkOptions/height`` and ``NetworkOptions/width`` choose another resolution (§3.4).
    public var input: InputSize

    public init(width: Double = 1, input: InputSize = InputSize(224)) {
        self.width = width
        self.input = input
    }

    /// Table 1: channels c, repeats n, stride s of the first block.
    private static let rows: [(c: Int, n: Int, s: Int)] = [
        (64, 1, 1),
        (128, 2, 2),
        (256, 2, 2),
        (512, 6, 2),
        (1024, 2, 2),
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        var features: [Value] = []
        var x = image.convNorm(
            ConvNormKeys("conv_stem", "bn1"), scaled(32), kernel: 3, stride: 2, activation: .relu6, style)
        for (stage, row) in Self.rows.enumerated() {
            if row.s == 2 { features.append(x) }
            for i in 0..<row.n {
                x = x.scope("blocks.\(stage).\(i)") { x in
                    x.separableConvolution(
                        depthwise: ConvNormKeys("conv_dw", "bn1"), pointwise: ConvNormKeys("conv_pw", "bn2"),
                        scaled(row.c), stride: i == 0 ? row.s : 1, activation: .relu6, style)
                }
            }
        }
        features.append(x)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.001).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }
}

extension MobileNetV1 {
    static let family = Family(
        name: "MobileNetV1",
        paper: Paper(
            "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", "Howard et al.",
            2017, arXiv: "1704.04861"))

    // Parameters and MACs: counted in timm's definition at each width.
    static let entries = [
        CatalogueEntry("mobilenetv1_100", family, MobileNetV1(), parameters: 4_231_976, macs: 568_740_352),
        CatalogueEntry("mobilenetv1_075", family, MobileNetV1(width: 0.75), parameters: 2_585_560, macs: 325_400_448),
        CatalogueEntry("mobilenetv1_050", family, MobileNetV1(width: 0.5), parameters: 1_331_592, macs: 149_497_088),
        CatalogueEntry("mobilenetv1_025", family, MobileNetV1(width: 0.25), parameters: 470_072, macs: 41_030_272),
    ]
}
