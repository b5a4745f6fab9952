import SwiftletGraphs

/// ResNet and ResNeXt: blocks that learn what to add to their input. Keys are torchvision's.
public struct ResNet: Architecture {
    public var block: Block
    /// Blocks in stages 2 to 5.
    public var repeats: [Int]
    /// Groups of a bottleneck's 3×3 (ResNeXt's cardinality).
    public var groups: Int
    /// Channels of one group in the first stage; they double from stage to stage.
    public var groupWidth: Int
    public var input: InputSize

    public enum Block: Hashable, Sendable {
        /// Two 3×3.
        case basic
        /// 1×1, 3×3, 1×1 to four times the channels. The 3×3 has the stride.
        case bottleneck
    }

    /// - Precondition: there are four repeats.
    public init(
        _ block: Block, repeats: [Int], groups: Int = 1, groupWidth: Int = 64, input: InputSize = InputSize(224)
    ) {
        precondition(repeats.count == 4, "four stages")
        self.block = block
        self.repeats = repeats
        self.groups = groups
        self.groupWidth = groupWidth
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let c1 = image.convNorm(ConvNormKeys("conv1", "bn1"), 64, kernel: 7, stride: 2, activation: .relu, style)
        var features = [c1]
        var x = c1.maxPool(3, stride: 2, padding: style.padding(3, stride: 2))
        for (stage, repeats) in repeats.enumerated() {
            for i in 0..<repeats {
                x = x.scope("layer\(stage + 1).\(i)") { x in
                    residual(x, channels: 64 << stage, stride: i == 0 && stage > 0 ? 2 : 1, style)
                }
            }
            features.append(x)
        }
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(logits: embedding.linear("fc", style.classes), embedding: embedding, features: features)
    }

    private func residual(_ x: Value, channels: Int, stride: Size, _ style: NetworkStyle) -> Value {
        let (y, outputs): (Value, Int)
        switch block {
        case .basic:
            outputs = channels
            y = x.convNorm(
                ConvNormKeys("conv1", "bn1"), channels, kernel: 3, stride: stride, activation: .relu, style
            ).convNorm(ConvNormKeys("conv2", "bn2"), channels, kernel: 3, activation: nil, style)
        case .bottleneck:
            outputs = 4 * channels
            let width = channels / 64 * groupWidth * groups
            y = x.convNorm(ConvNormKeys("conv1", "bn1"), width, kernel: 1, activation: .relu, style)
                .convNorm(
                    ConvNormKeys("conv2", "bn2"), width, kernel: 3, stride: stride, groups: groups, activation: .relu,
                    style
                ).convNorm(ConvNormKeys("conv3", "bn3"), outputs, kernel: 1, activation: nil, style)
        }
        guard stride != 1 || x.channels != outputs else { return (y + x).relu() }
        let shortcut = x.convNorm(
            .sequence("downsample"), outputs, kernel: 1, stride: stride, activation: nil, style)
        return (y + shortcut).relu()
    }
}

extension ResNet {
    static let family = Family(
        name: "ResNet",
        paper: Paper("Deep Residual Learning for Image Recognition", "He et al.", 2015, arXiv: "1512.03385"))
    static let familyX = Family(
        name: "ResNeXt",
        paper: Paper(
            "Aggregated Residual Transformations for Deep Neural Networks", "Xie et al.", 2016, arXiv: "1611.05431"))

    // Parameters: torchvision's `num_params`. MACs: counted in its definitions.
    static let entries = [
        CatalogueEntry(
            "resnet18", family, ResNet(.basic, repeats: [2, 2, 2, 2]), parameters: 11_689_512, macs: 1_814_073_344),
        CatalogueEntry(
            "resnet34", family, ResNet(.basic, repeats: [3, 4, 6, 3]), parameters: 21_797_672, macs: 3_663_761_408),
        CatalogueEntry(
            "resnet50", family, ResNet(.bottleneck, repeats: [3, 4, 6, 3]), parameters: 25_557_032,
            macs: 4_089_184_256),
        CatalogueEntry(
            "resnet101", family, ResNet(.bottleneck, repeats: [3, 4, 23, 3]), parameters: 44_549_160,
            macs: 7_801_405_440),
        CatalogueEntry(
            "resnet152", family, ResNet(.bottleneck, repeats: [3, 8, 36, 3]), parameters: 60_192_808,
            macs: 11_513_626_624),
        CatalogueEntry(
            "resnext50_32x4d", familyX, ResNet(.bottleneck, repeats: [3, 4, 6, 3], groups: 32, groupWidth: 4),
            parameters: 25_028_904, macs: 4_230_479_872),
        CatalogueEntry(
            "resnext101_32x8d", familyX, ResNet(.bottleneck, repeats: [3, 4, 23, 3], groups: 32, groupWidth: 8),
            parameters: 88_791_336, macs: 16_414_015_488),
    ]
}
