import SwiftletGraphs

/// ShuffleNet: grouped 1×1 convolutions, and channel shuffles that mix the groups. Keys are pytorchcv's.
public struct ShuffleNetV1: Architecture {
    public var groups: Int
    /// Multiplies every layer's channels; each stage's are rounded so that a quarter of them splits into the groups.
    public var scale: Double
    /// Channels of the first convolution. Nil scales them with the rest.
    public var stem: Int?
    public var input: InputSize

    /// - Precondition: `groups` is 1, 2, 3, 4 or 8.
    public init(groups: Int, scale: Double = 1, stem: Int? = nil, input: InputSize = InputSize(224)) {
        precondition(Self.widths[groups] != nil, "ShuffleNet has 1, 2, 3, 4 or 8 groups, not \(groups)")
        self.groups = groups
        self.scale = scale
        self.stem = stem
        self.input = input
    }

    /// Table 1: channels of stage 2 by groups, chosen for equal complexity. They double from stage to stage.
    private static let widths = [1: 144, 2: 200, 3: 240, 4: 272, 8: 384]
    /// Units in stages 2 to 4.
    private static let repeats = [4, 8, 4]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let stem = stem ?? makeDivisible(24 * scale, by: groups)
        let width = makeDivisible(Double(Self.widths[groups]!) * scale, by: 4 * groups)
        var features: [Value] = []
        var x = image.convNorm(
            ConvNormKeys("features.init_block.conv", "features.init_block.bn"), stem, kernel: 3, stride: 2,
            activation: .relu, style)
        features.append(x)
        x = x.maxPool(3, stride: 2, padding: style.padding(3, stride: 2))
        for (stage, repeats) in Self.repeats.enumerated() {
            features.append(x)
            for i in 0..<repeats {
                x = x.scope("features.stage\(stage + 1).unit\(i + 1)") { x in
                    unit(x, outputs: width << stage, halves: i == 0, isFirst: stage == 0 && i == 0, style)
                }
            }
        }
        features.append(x)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("output", style.classes), embedding: embedding, features: features)
    }

    /// ShuffleNet unit (§3.2, figure 2). The first convolution of the very first unit has no groups: its input is narrow.
    private func unit(_ x: Value, outputs: Int, halves: Bool, isFirst: Bool, _ style: NetworkStyle) -> Value {
        let bottleneck = outputs / 4
        let stride: Size = halves ? 2 : 1
        let y =
            x
            .convNorm(
                ConvNormKeys("compress_conv1", "compress_bn1"), bottleneck, kernel: 1, groups: isFirst ? 1 : groups,
                activation: .relu, style
            )
            .channelShuffle(groups: groups)
            .convNorm(
                ConvNormKeys("dw_conv2", "dw_bn2"), bottleneck, kernel: 3, stride: stride, groups: bottleneck,
                activation: nil, style
            )
            .convNorm(
                ConvNormKeys("expand_conv3", "expand_bn3"), halves ? outputs - x.channels : outputs, kernel: 1,
                groups: groups, activation: nil, style)
        guard halves else { return (y + x).relu() }
        return concatenate(y, x.averagePool(3, stride: 2, padding: style.padding(3, stride: 2))).relu()
    }
}

extension ShuffleNetV1 {
    static let family = Family(
        name: "ShuffleNetV1",
        paper: Paper(
            "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices", "Zhang et al.", 2017,
            arXiv: "1707.01083"))

    private static func row(_ name: String, _ network: ShuffleNetV1, _ parameters: Int, _ macs: Int) -> CatalogueEntry {
        CatalogueEntry(name, family, network, parameters: parameters, macs: macs)
    }

    // Parameters and MACs: counted in pytorchcv's definition with these channels. The wider networks have the stems of the
    // authors' release (megvii-model/ShuffleNet-Series). The classifiers of that release lack the 1,000 biases.
    static let entries = [
        row("shufflenet_g1", ShuffleNetV1(groups: 1), 1_531_936, 143_078_976),
        row("shufflenet_g2", ShuffleNetV1(groups: 2), 1_733_848, 140_836_512),
        row("shufflenet_g3", ShuffleNetV1(groups: 3), 1_865_728, 137_460_672),
        row("shufflenet_g4", ShuffleNetV1(groups: 4), 1_968_344, 134_339_776),
        row("shufflenet_g8", ShuffleNetV1(groups: 8), 2_434_768, 138_365_952),
        row("shufflenet_g1_x0_5", ShuffleNetV1(groups: 1, scale: 0.5), 534_484, 38_517_408),
        row("shufflenet_g2_x0_5", ShuffleNetV1(groups: 2, scale: 0.5), 678_520, 40_906_464),
        row("shufflenet_g3_x0_5", ShuffleNetV1(groups: 3, scale: 0.5), 718_324, 37_589_856),
        row("shufflenet_g4_x0_5", ShuffleNetV1(groups: 4, scale: 0.5), 835_984, 40_710_528),
        row("shufflenet_g8_x0_5", ShuffleNetV1(groups: 8, scale: 0.5), 1_011_448, 40_469_760),
        row("shufflenet_g1_x0_25", ShuffleNetV1(groups: 1, scale: 0.25), 209_746, 11_003_184),
        row("shufflenet_g2_x0_25", ShuffleNetV1(groups: 2, scale: 0.25), 253_534, 10_409_088),
        row("shufflenet_g3_x0_25", ShuffleNetV1(groups: 3, scale: 0.25), 305_902, 11_009_808),
        row("shufflenet_g4_x0_25", ShuffleNetV1(groups: 4, scale: 0.25), 314_848, 10_780_416),
        row("shufflenet_g8_x0_25", ShuffleNetV1(groups: 8, scale: 0.25), 454_504, 12_426_240),
        row("shufflenet_g3_x1_5", ShuffleNetV1(groups: 3, scale: 1.5, stem: 24), 3_442_168, 292_443_552),
        row("shufflenet_g8_x1_5", ShuffleNetV1(groups: 8, scale: 1.5, stem: 24), 4_269_952, 290_188_800),
        row("shufflenet_g3_x2_0", ShuffleNetV1(groups: 3, scale: 2), 5_450_776, 524_045_184),
        row("shufflenet_g8_x2_0", ShuffleNetV1(groups: 8, scale: 2), 6_522_232, 521_942_016),
    ]
}
