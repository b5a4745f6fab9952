import SwiftletGraphs

/// MnasNet: inverted residuals of a factorised hierarchical search space. Keys are torchvision's for B1, and timm's for A1
/// and small, which have squeeze-and-excite.
public struct MnasNet: Architecture {
    public var form: Form
    /// Multiplies every layer's channels but the head's.
    public var width: Double
    public var input: InputSize

    public enum Form: Hashable, Sendable {
        /// Figure 7.
        case a1
        /// The search without squeeze-and-excite.
        case b1
        /// The authors' release for the smallest devices.
        case small
    }

    public init(_ form: Form, width: Double = 1, input: InputSize = InputSize(224)) {
        self.form = form
        self.width = width
        self.input = input
    }

    /// Kernel k, expansion e, channels c, repeats n, stride s of the first block, squeeze-and-excite to a quarter.
    typealias Row = (k: Int, e: Int, c: Int, n: Int, s: Int, squeezes: Bool)

    private static let a1: [Row] = [
        (3, 1, 16, 1, 1, false),
        (3, 6, 24, 2, 2, false),
        (5, 3, 40, 3, 2, true),
        (3, 6, 80, 4, 2, false),
        (3, 6, 112, 2, 1, true),
        (5, 6, 160, 3, 2, true),
        (3, 6, 320, 1, 1, false),
    ]

    static let b1: [Row] = [
        (3, 1, 16, 1, 1, false),
        (3, 3, 24, 3, 2, false),
        (5, 3, 40, 3, 2, false),
        (5, 6, 80, 3, 2, false),
        (3, 6, 96, 2, 1, false),
        (5, 6, 192, 4, 2, false),
        (3, 6, 320, 1, 1, false),
    ]

    private static let small: [Row] = [
        (3, 1, 8, 1, 1, false),
        (3, 3, 16, 1, 2, false),
        (3, 6, 16, 2, 2, false),
        (5, 6, 32, 4, 2, true),
        (3, 6, 32, 3, 1, true),
        (5, 6, 88, 3, 2, true),
        (3, 6, 144, 1, 1, false),
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        let (rows, stem, keys) =
            switch form {
            case .a1: (Self.a1, 32, StagedKeys.timm)
            case .b1: (Self.b1, 32, StagedKeys.torchvisionMnasNet)
            case .small: (Self.small, 8, StagedKeys.timm)
            }
        var features: [Value] = []
        var x = image.convNorm(keys.stem, scaled(stem), kernel: 3, stride: 2, activation: .relu, style)
        for (stage, row) in rows.enumerated() {
            if row.s == 2 { features.append(x) }
            for i in 0..<row.n {
                x = x.scope(keys.block(stage, i)) { x in
                    x.invertedResidual(
                        InvertedResidual(
                            expanded: row.e * x.channels, outputs: scaled(row.c), kernel: Size(square: row.k),
                            stride: i == 0 ? row.s : 1, activation: .relu,
                            squeezed: row.squeezes ? x.channels / 4 : nil,
                            keys: keys.block(inStage: stage)),
                        style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(keys.head, 1280, kernel: 1, activation: .relu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear(keys.classifier, style.classes), embedding: embedding,
            features: features)
    }
}

extension StagedKeys {
    /// torchvision's names of MnasNet: one sequence, in which the separable convolution is spread out before items 8 to 13,
    /// the other stages.
    static let torchvisionMnasNet = StagedKeys(
        stem: ConvNormKeys("layers.0", "layers.1"),
        separable: InvertedResidual.Keys(
            expand: nil, depthwise: ConvNormKeys("3", "4"), project: ConvNormKeys("6", "7")),
        residual: InvertedResidual.Keys(
            expand: ConvNormKeys("0", "1"), depthwise: ConvNormKeys("3", "4"), project: ConvNormKeys("6", "7")),
        head: ConvNormKeys("layers.14", "layers.15"), classifier: "classifier.1"
    ) { $0 == 0 ? "layers" : "layers.\($0 + 7).\($1).layers" }
}

extension MnasNet {
    static let family = Family(
        name: "MnasNet",
        paper: Paper(
            "MnasNet: Platform-Aware Neural Architecture Search for Mobile", "Tan et al.", 2018, arXiv: "1807.11626"))

    // Parameters: torchvision's `num_params`; A1 and small: counted in timm's definitions. MACs: counted in the same.
    static let entries = [
        CatalogueEntry("mnasnet0_5", family, MnasNet(.b1, width: 0.5), parameters: 2_218_512, macs: 104_455_968),
        CatalogueEntry("mnasnet0_75", family, MnasNet(.b1, width: 0.75), parameters: 3_170_208, macs: 215_493_104),
        CatalogueEntry("mnasnet1_0", family, MnasNet(.b1), parameters: 4_383_312, macs: 314_415_872),
        CatalogueEntry("mnasnet1_3", family, MnasNet(.b1, width: 1.3), parameters: 6_282_256, macs: 526_362_432),
        CatalogueEntry("semnasnet_100", family, MnasNet(.a1), parameters: 3_887_038, macs: 311_579_072),
        CatalogueEntry("mnasnet_small", family, MnasNet(.small), parameters: 2_030_264, macs: 68_339_184),
    ]
}
