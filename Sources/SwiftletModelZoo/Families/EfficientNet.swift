import SwiftletGraphs

/// EfficientNet: one searched network scaled in width, depth and resolution together. Keys are torchvision's.
public struct EfficientNet: Architecture {
    /// Multiplies every layer's channels.
    public var width: Double
    /// Multiplies every stage's repeats.
    public var depth: Double
    public var dropout: Double
    public var input: InputSize
    public var batchNormEpsilon: Double

    public init(
        width: Double = 1, depth: Double = 1, dropout: Double = 0.2, input: InputSize = InputSize(224),
        batchNormEpsilon: Double = 1e-5
    ) {
        self.width = width
        self.depth = depth
        self.dropout = dropout
        self.input = input
        self.batchNormEpsilon = batchNormEpsilon
    }

    /// Table 1: kernel k, expansion e, channels c, repeats n, stride s of the first.
    static let rows: [(k: Int, e: Int, c: Int, n: Int, s: Int)] = [
        (3, 1, 16, 1, 1),
        (3, 6, 24, 2, 2),
        (5, 6, 40, 2, 2),
        (3, 6, 80, 3, 2),
        (5, 6, 112, 3, 1),
        (5, 6, 192, 4, 2),
        (3, 6, 320, 1, 1),
    ]

    func repeats(_ n: Int) -> Int { Int((Double(n) * depth).rounded(.up)) }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        var features: [Value] = []
        var x = image.convNorm(.sequence("features.0"), scaled(32), kernel: 3, stride: 2, activation: .silu, style)
        for (stage, row) in Self.rows.enumerated() {
            if row.s == 2 { features.append(x) }
            for i in 0..<repeats(row.n) {
                x = x.scope("features.\(stage + 1).\(i)") { x in
                    x.mbConv(
                        expansion: row.e, outputs: scaled(row.c), kernel: row.k, stride: i == 0 ? row.s : 1, style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(
            .sequence("features.\(Self.rows.count + 1)"), 4 * x.channels, kernel: 1, activation: .silu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(dropout).linear("classifier.1", style.classes), embedding: embedding,
            features: features)
    }
}

extension Value {
    /// MBConv (EfficientNet §4): an inverted residual with squeeze-and-excite down to a quarter of the block's input.
    func mbConv(expansion: Int, outputs: Int, kernel: Int, stride: Int, _ style: NetworkStyle) -> Value {
        invertedResidual(
            InvertedResidual(
                expanded: makeDivisible(Double(channels * expansion)), outputs: outputs, kernel: Size(square: kernel),
                stride: stride, activation: .silu, squeezed: max(1, channels / 4), squeezeActivation: .silu,
                keys: .sequence(expands: expansion != 1, excites: true)),
            style)
    }
}

extension EfficientNet {
    static let family = Family(
        name: "EfficientNet",
        paper: Paper(
            "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "Tan and Le", 2019,
            arXiv: "1905.11946"))

    /// B5 and up keep TensorFlow's ε in torchvision.
    private static func scaled(_ width: Double, _ depth: Double, _ side: Int, _ dropout: Double, epsilon: Double = 1e-5)
        -> EfficientNet
    {
        EfficientNet(
            width: width, depth: depth, dropout: dropout, input: InputSize(side), batchNormEpsilon: epsilon)
    }

    // Width, depth, resolution and dropout: the authors' release. Parameters: torchvision's `num_params`. MACs: a count
    // over its definitions.
    static let entries = [
        CatalogueEntry("efficientnet_b0", family, scaled(1.0, 1.0, 224, 0.2), parameters: 5_288_548, macs: 385_814_752),
        CatalogueEntry("efficientnet_b1", family, scaled(1.0, 1.1, 240, 0.2), parameters: 7_794_184, macs: 686_802_832),
        CatalogueEntry("efficientnet_b2", family, scaled(1.1, 1.2, 260, 0.3), parameters: 9_109_994, macs: 993_561_872),
        CatalogueEntry(
            "efficientnet_b3", family, scaled(1.2, 1.4, 300, 0.3), parameters: 12_233_232, macs: 1_827_141_392),
        CatalogueEntry(
            "efficientnet_b4", family, scaled(1.4, 1.8, 380, 0.4), parameters: 19_341_616, macs: 4_393_771_024),
        CatalogueEntry(
            "efficientnet_b5", family, scaled(1.6, 2.2, 456, 0.4, epsilon: 1e-3), parameters: 30_389_784,
            macs: 10_266_384_752),
        CatalogueEntry(
            "efficientnet_b6", family, scaled(1.8, 2.6, 528, 0.5, epsilon: 1e-3), parameters: 43_040_704,
            macs: 19_067_593_536),
        CatalogueEntry(
            "efficientnet_b7", family, scaled(2.0, 3.1, 600, 0.5, epsilon: 1e-3), parameters: 66_347_960,
            macs: 37_745_884_192),
    ]
}
