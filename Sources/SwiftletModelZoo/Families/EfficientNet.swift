import SwiftletGraphs

/// EfficientNet: one searched network, scaled in width, depth and resolution together.
public struct EfficientNet: Architecture {
    public var form: Form
    /// Multiplies every layer's channels; in the lite form only those of the blocks.
    public var width: Double
    /// Multiplies every stage's repeats; in the lite form not those of the first and the last stage.
    public var depth: Double
    public var dropout: Double
    public var input: InputSize
    public var batchNormEpsilon: Double

    public enum Form: Hashable, Sendable {
        /// The paper's. Keys are torchvision's.
        case standard
        /// EfficientNet-Lite (tensorflow/tpu, `models/official/efficientnet/lite`): no squeeze-and-excite, ReLU6, stem and
        /// head never scaled. Keys are timm's.
        case lite
    }

    /// - Parameter batchNormEpsilon: By default 1e-5, and 1e-3 in the lite form.
    public init(
        _ form: Form = .standard, width: Double = 1, depth: Double = 1, dropout: Double = 0.2,
        input: InputSize = InputSize(224), batchNormEpsilon: Double? = nil
    ) {
        self.form = form
        self.width = width
        self.depth = depth
        self.dropout = dropout
        self.input = input
        self.batchNormEpsilon = batchNormEpsilon ?? (form == .lite ? 1e-3 : 1e-5)
    }

    public var padding: PaddingStyle { form == .lite ? .same : .symmetric }

    /// Table 1: kernel k, expansion e, channels c, repeats n, stride s of the first block.
    static let rows: [(k: Int, e: Int, c: Int, n: Int, s: Int)] = [
        (3, 1, 16, 1, 1),
        (3, 6, 24, 2, 2),
        (5, 6, 40, 2, 2),
        (3, 6, 80, 3, 2),
        (5, 6, 112, 3, 1),
        (5, 6, 192, 4, 2),
        (3, 6, 320, 1, 1),
    ]

    /// The blocks of a stage.
    func repeats(ofStage stage: Int) -> Int {
        let n = Self.rows[stage].n
        let isEnd = stage == 0 || stage == Self.rows.count - 1
        return form == .lite && isEnd ? n : Int((Double(n) * depth).rounded(.up))
    }

    var keys: StagedKeys { form == .lite ? .timm : .torchvisionEfficientNet(stages: Self.rows.count) }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        let isLite = form == .lite
        let activation: Activation = isLite ? .relu6 : .silu
        let keys = keys
        var features: [Value] = []
        var x = image.convNorm(
            keys.stem, isLite ? 32 : scaled(32), kernel: 3, stride: 2, activation: activation, style)
        for (stage, row) in Self.rows.enumerated() {
            if row.s == 2 { features.append(x) }
            for i in 0..<repeats(ofStage: stage) {
                x = x.scope(keys.block(stage, i)) { x in
                    var block = InvertedResidual.mbConv(
                        inputs: x.channels, expansion: row.e, outputs: scaled(row.c), kernel: row.k,
                        stride: i == 0 ? row.s : 1, keys: keys.block(inStage: stage))
                    block.activation = activation
                    if isLite { block.squeezed = nil }
                    return x.invertedResidual(block, style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(keys.head, isLite ? 1280 : 4 * x.channels, kernel: 1, activation: activation, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(dropout).linear(keys.classifier, style.classes), embedding: embedding,
            features: features)
    }
}

extension InvertedResidual {
    /// MBConv (EfficientNet §4): with squeeze-and-excite to a quarter of the block's input channels.
    static func mbConv(
        inputs: Int, expansion: Int, outputs: Int, kernel: Int, stride: Int, keys: Keys
    ) -> InvertedResidual {
        InvertedResidual(
            expanded: makeDivisible(Double(inputs * expansion)), outputs: outputs, kernel: Size(square: kernel),
            stride: stride, activation: .silu, squeezed: max(1, inputs / 4), squeezeActivation: .silu, keys: keys)
    }
}

extension StagedKeys {
    /// torchvision's names of EfficientNet and EfficientNetV2: items of one sequence, the stages from item 1 on.
    static func torchvisionEfficientNet(stages: Int) -> StagedKeys {
        StagedKeys(
            stem: .sequence("features.0"), separable: .sequence(expands: false, excites: true),
            residual: .sequence(expands: true, excites: true), head: .sequence("features.\(stages + 1)"),
            classifier: "classifier.1"
        ) { "features.\($0 + 1).\($1)" }
    }
}

extension EfficientNet {
    static let family = Family(name: "EfficientNet", paper: paper)
    static let paper = Paper(
        "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "Tan and Le", 2019,
        arXiv: "1905.11946")

    /// From B5 on, torchvision keeps TensorFlow's ε.
    private static func scaled(_ width: Double, _ depth: Double, _ side: Int, _ dropout: Double, epsilon: Double = 1e-5)
        -> EfficientNet
    {
        EfficientNet(
            width: width, depth: depth, dropout: dropout, input: InputSize(side), batchNormEpsilon: epsilon)
    }

    // Width, depth, resolution and dropout: the authors' release. Parameters: torchvision's `num_params`. MACs: counted
    // in its definitions.
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
