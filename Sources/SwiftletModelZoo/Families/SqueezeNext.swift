import SwiftletGraphs

/// SqueezeNext: two-stage bottlenecks, and 3×3 convolutions split into 3×1 and 1×3. The form is the authors'
/// (amirgholami/SqueezeNext). A convolution and its norm have the keys `conv` and `bn`.
public struct SqueezeNext: Architecture {
    /// Multiplies the channels of the stages; stem and head keep theirs.
    public var width: Double
    /// Groups of each block's first 1×1, 3×1 and 1×3.
    public var groups: Int
    /// The fifth of §4.3's hardware variants: a smaller stem kernel, blocks moved to later stages, and first blocks whose
    /// main path starts from the projected shortcut.
    public var isV5: Bool
    public var input: InputSize

    public init(width: Double = 1, groups: Int = 1, isV5: Bool = false, input: InputSize = InputSize(227)) {
        self.width = width
        self.groups = groups
        self.isV5 = isV5
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let repeats = isV5 ? [2, 4, 14, 1] : [6, 6, 8, 1]
        let stem = image.convNorm(
            .members("conv1"), 64, kernel: isV5 ? 5 : 7, stride: 2, padding: Padding.none, activation: .relu, style)
        var features = [stem]
        var x = stem.maxPool(3, stride: 2, ceilMode: true)
        for (stage, repeats) in repeats.enumerated() {
            let outputs = Int(Double(32 << stage) * width)
            for i in 0..<repeats {
                x = x.scope("stages.\(stage).\(i)") { x in
                    block(x, outputs, index: i, stride: i == 0 && stage > 0 ? 2 : 1, style)
                }
            }
            features.append(x)
        }
        x = x.convNorm(.members("conv_last"), 128, kernel: 1, activation: .relu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("classifier", style.classes), embedding: embedding, features: features)
    }

    /// SqueezeNext block (§3, figure 2). 3×1 and 1×3 change places from block to block. The first block of every stage
    /// projects its shortcut.
    private func block(_ x: Value, _ outputs: Int, index: Int, stride: Size, _ style: NetworkStyle) -> Value {
        func unit(_ x: Value, _ name: String, _ outputs: Int, _ kernel: Size, stride: Size = 1, groups: Int = 1)
            -> Value
        {
            x.convNorm(
                .members(name), outputs, kernel: kernel, stride: stride, groups: groups, activation: .relu, style)
        }
        let (half, quarter) = (outputs / 2, outputs / 4)
        let shortcut = index == 0 ? unit(x, "shortcut", outputs, 1, stride: stride) : x
        let startsFromShortcut = isV5 && index == 0
        var y = unit(
            startsFromShortcut ? shortcut : x, "reduce1", half, 1, stride: startsFromShortcut ? 1 : stride,
            groups: groups)
        y = unit(y, "reduce2", quarter, 1)
        if index % 2 == 0 {
            y = unit(unit(y, "conv3x1", half, Size(3, 1), groups: groups), "conv1x3", half, Size(1, 3), groups: groups)
        } else {
            y = unit(unit(y, "conv1x3", half, Size(1, 3), groups: groups), "conv3x1", half, Size(3, 1), groups: groups)
        }
        return (unit(y, "expand", outputs, 1) + shortcut).relu()
    }
}

extension SqueezeNext {
    static let family = Family(
        name: "SqueezeNext",
        paper: Paper("SqueezeNext: Hardware-Aware Neural Network Design", "Gholami et al.", 2018, arXiv: "1803.10615"))

    // Parameters: counted in the authors' prototxts. MACs: counted in a PyTorch definition that agrees with them.
    static let entries = [
        CatalogueEntry("squeezenext23", family, SqueezeNext(), parameters: 718_280, macs: 277_999_808),
        CatalogueEntry("squeezenext23_g", family, SqueezeNext(groups: 2), parameters: 544_072, macs: 224_191_552),
        CatalogueEntry("squeezenext23_v5", family, SqueezeNext(isV5: true), parameters: 931_016, macs: 224_916_480),
        CatalogueEntry("squeezenext23_w2", family, SqueezeNext(width: 2), parameters: 2_362_728, macs: 742_070_464),
        CatalogueEntry(
            "squeezenext23_v5_w2", family, SqueezeNext(width: 2, isV5: true), parameters: 3_223_912,
            macs: 702_592_000),
    ]
}
