import SwiftletGraphs

/// RepVGG: a plain stack of 3×3 convolutions that trained as 3×3, 1×1 and identity side by side. Keys are timm's.
public struct RepVGG: Reparameterizable {
    /// Blocks in stages 2 to 5.
    public var repeats: [Int]
    /// Channels of these stages.
    public var widths: [Int]
    public var isReparameterized: Bool
    public var input: InputSize

    /// - Precondition: there are as many repeats as widths, at least one.
    public init(repeats: [Int], widths: [Int], isReparameterized: Bool = false, input: InputSize = InputSize(224)) {
        precondition(repeats.count == widths.count && !widths.isEmpty, "a width for every stage")
        self.repeats = repeats
        self.widths = widths
        self.isReparameterized = isReparameterized
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var x = image.scope("stem") { block($0, min(64, widths[0]), stride: 2, style) }
        var features = [x]
        for (stage, (repeats, width)) in zip(repeats, widths).enumerated() {
            for i in 0..<repeats {
                x = x.scope("stages.\(stage).\(i)") { block($0, width, stride: i == 0 ? 2 : 1, style) }
            }
            features.append(x)
        }
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("head.fc", style.classes), embedding: embedding, features: features)
    }

    /// §3.2, figure 2.
    private func block(_ x: Value, _ outputs: Int, stride: Size, _ style: NetworkStyle) -> Value {
        x.reparameterizable(
            outputs, kernel: 3, stride: stride, groups: 1, isReparameterized: isReparameterized, style
        ) { x in
            let branches = [
                x.convNorm(.members("conv_kxk"), outputs, kernel: 3, stride: stride, activation: nil, style),
                x.convNorm(.members("conv_1x1"), outputs, kernel: 1, stride: stride, activation: nil, style),
            ]
            let isIdentity = stride == 1 && x.channels == outputs
            return isIdentity ? branches + [x.batchNorm("identity", epsilon: style.epsilon)] : branches
        }
    }
}

extension RepVGG {
    static let family = Family(
        name: "RepVGG",
        paper: Paper("RepVGG: Making VGG-style ConvNets Great Again", "Ding et al.", 2021, arXiv: "2101.03697"))

    // Table 2's A0. Parameters and MACs of the training form: counted in timm's definition.
    static let entries = [
        CatalogueEntry(
            "repvgg_a0", family, RepVGG(repeats: [2, 4, 14, 1], widths: [48, 96, 192, 1280]), parameters: 9_108_968,
            macs: 1_512_581_120)
    ]
}
