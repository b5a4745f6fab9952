import SwiftletGraphs

/// MobileOne: MobileNetV1's separable convolutions, each trained as several branches. Keys are timm's.
public struct MobileOne: Reparameterizable {
    /// Channels of stages 2 to 5.
    public var widths: [Int]
    /// Parallel copies of every convolution but the stem's.
    public var branches: Int
    public var isReparameterized: Bool
    public var input: InputSize

    /// Table 2: separable convolutions in stages 2 to 5.
    private static let repeats = [2, 8, 10, 1]

    /// - Precondition: there are four widths.
    public init(
        widths: [Int], branches: Int, isReparameterized: Bool = false, input: InputSize = InputSize(224)
    ) {
        precondition(widths.count == 4, "four stages")
        self.widths = widths
        self.branches = branches
        self.isReparameterized = isReparameterized
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var x = image.scope("stem") { block($0, min(64, widths[0]), kernel: 3, stride: 2, copies: 1, style) }
        var features = [x]
        for (stage, (repeats, width)) in zip(Self.repeats, widths).enumerated() {
            for i in 0..<repeats {
                x = x.scope("stages.\(stage).\(2 * i)") { x in
                    block(
                        x, x.channels, kernel: 3, stride: i == 0 ? 2 : 1, groups: x.channels, copies: branches, style)
                }
                x = x.scope("stages.\(stage).\(2 * i + 1)") { block($0, width, kernel: 1, copies: branches, style) }
            }
            features.append(x)
        }
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("head.fc", style.classes), embedding: embedding, features: features)
    }

    /// §3.3, figure 3: copies of the convolution, a 1×1 beside a 3×3, and the input if the shape stays.
    private func block(
        _ x: Value, _ outputs: Int, kernel: Size, stride: Size = 1, groups: Int = 1, copies: Int, _ style: NetworkStyle
    ) -> Value {
        x.reparameterizable(
            outputs, kernel: kernel, stride: stride, groups: groups, isReparameterized: isReparameterized, style
        ) { x in
            var values = (0..<copies).map { copy in
                x.convNorm(
                    .members("conv_kxk.\(copy)"), outputs, kernel: kernel, stride: stride, groups: groups,
                    activation: nil, style)
            }
            if kernel != 1 {
                values.append(
                    x.convNorm(
                        .members("conv_scale"), outputs, kernel: 1, stride: stride, groups: groups, activation: nil,
                        style))
            }
            if stride == 1, x.channels == outputs {
                values.append(x.batchNorm("identity", epsilon: style.epsilon))
            }
            return values
        }
    }
}

extension MobileOne {
    static let family = Family(
        name: "MobileOne",
        paper: Paper(
            "MobileOne: An Improved One millisecond Mobile Backbone", "Vasu et al.", 2022, arXiv: "2206.04040"))

    // Table 3's S0. Parameters and MACs of the training form: counted in timm's definition.
    static let entries = [
        CatalogueEntry(
            "mobileone_s0", family, MobileOne(widths: [48, 128, 256, 1024], branches: 4), parameters: 5_293_272,
            macs: 1_051_935_232)
    ]
}
