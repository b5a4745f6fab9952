import SwiftletGraphs

/// ShuffleNetV2: a channel split instead of groups, after guidelines for speed rather than for FLOPs. Keys are
/// torchvision's.
public struct ShuffleNetV2: Architecture {
    /// Output channels of stages 2 to 4.
    public var widths: [Int]
    /// Channels of the last 1×1 convolution.
    public var head: Int
    public var input: InputSize

    /// - Precondition: there are three widths, all even.
    public init(widths: [Int], head: Int = 1024, input: InputSize = InputSize(224)) {
        precondition(widths.count == 3 && widths.allSatisfy { $0 > 0 && $0 % 2 == 0 }, "three even widths")
        self.widths = widths
        self.head = head
        self.input = input
    }

    /// Units in stages 2 to 4 (table 5).
    private static let repeats = [4, 8, 4]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var features: [Value] = []
        var x = image.convNorm(.sequence("conv1"), 24, kernel: 3, stride: 2, activation: .relu, style)
        features.append(x)
        x = x.maxPool(3, stride: 2, padding: style.padding(3, stride: 2))
        for (stage, (repeats, width)) in zip(Self.repeats, widths).enumerated() {
            features.append(x)
            for i in 0..<repeats {
                x = x.scope("stage\(stage + 2).\(i)") { x in
                    i == 0 ? halvingUnit(x, outputs: width, style) : unit(x, style)
                }
            }
        }
        features.append(x)
        x = x.convNorm(.sequence("conv5"), head, kernel: 1, activation: .relu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(logits: embedding.linear("fc", style.classes), embedding: embedding, features: features)
    }

    /// Figure 3 (c): half of the channels pass unchanged.
    private func unit(_ x: Value, _ style: NetworkStyle) -> Value {
        let half = x.channels / 2
        let y = branch2(x.slice(half..<x.channels), half, stride: 1, style)
        return concatenate(x.slice(0..<half), y).channelShuffle(groups: 2)
    }

    /// Figure 3 (d): both branches halve the map, and the channels double.
    private func halvingUnit(_ x: Value, outputs: Int, _ style: NetworkStyle) -> Value {
        let branch1 = x.scope("branch1") { x in
            x.convNorm(
                ConvNormKeys("0", "1"), x.channels, kernel: 3, stride: 2, groups: x.channels, activation: nil, style
            ).convNorm(ConvNormKeys("2", "3"), outputs / 2, kernel: 1, activation: .relu, style)
        }
        return concatenate(branch1, branch2(x, outputs / 2, stride: 2, style)).channelShuffle(groups: 2)
    }

    private func branch2(_ x: Value, _ outputs: Int, stride: Size, _ style: NetworkStyle) -> Value {
        x.scope("branch2") { x in
            x.convNorm(ConvNormKeys("0", "1"), outputs, kernel: 1, activation: .relu, style)
                .convNorm(
                    ConvNormKeys("3", "4"), outputs, kernel: 3, stride: stride, groups: outputs, activation: nil, style
                )
                .convNorm(ConvNormKeys("5", "6"), outputs, kernel: 1, activation: .relu, style)
        }
    }
}

extension ShuffleNetV2 {
    static let family = Family(
        name: "ShuffleNetV2",
        paper: Paper(
            "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", "Ma et al.", 2018,
            arXiv: "1807.11164"))

    // Parameters: torchvision's `num_params`. MACs: counted in its definitions.
    static let entries = [
        CatalogueEntry(
            "shufflenet_v2_x0_5", family, ShuffleNetV2(widths: [48, 96, 192]), parameters: 1_366_792,
            macs: 40_476_448),
        CatalogueEntry(
            "shufflenet_v2_x1_0", family, ShuffleNetV2(widths: [116, 232, 464]), parameters: 2_278_604,
            macs: 144_907_992),
        CatalogueEntry(
            "shufflenet_v2_x1_5", family, ShuffleNetV2(widths: [176, 352, 704]), parameters: 3_503_624,
            macs: 295_759_392),
        CatalogueEntry(
            "shufflenet_v2_x2_0", family, ShuffleNetV2(widths: [244, 488, 976], head: 2048), parameters: 7_393_996,
            macs: 583_253_464),
    ]
}
