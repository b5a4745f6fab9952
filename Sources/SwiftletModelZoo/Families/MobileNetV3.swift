import SwiftletGraphs

/// MobileNetV3: inverted residuals found by search, squeeze-and-excite, hard swish, a head on pooled features.
/// Keys are torchvision's.
public struct MobileNetV3: Architecture {
    public var size: Size
    /// Multiplies every layer's channels. As in the authors' release, an expansion keeps its ratio to its block's
    /// input, and the head is never narrower than at width 1. (torchvision would scale both.)
    public var width: Double
    /// §5.2's last remark: no squeeze-and-excite, no hard swish, no 5×5.
    public var minimalistic: Bool
    public var input: InputSize
    public var batchNormEpsilon: Double { 1e-3 }

    public enum Size: Hashable, Sendable { case large, small }

    public init(
        _ size: Size, width: Double = 1, minimalistic: Bool = false, input: InputSize = InputSize(224)
    ) {
        self.size = size
        self.width = width
        self.minimalistic = minimalistic
        self.input = input
    }

    /// Kernel k, expanded channels, output channels c, squeeze-and-excite, non-linearity (hard swish or ReLU), stride s.
    typealias Row = (k: Int, expanded: Int, c: Int, squeezes: Bool, nonlinearity: Activation, s: Int)

    /// Table 1.
    private static let large: [Row] = [
        (3, 16, 16, false, .relu, 1),
        (3, 64, 24, false, .relu, 2),
        (3, 72, 24, false, .relu, 1),
        (5, 72, 40, true, .relu, 2),
        (5, 120, 40, true, .relu, 1),
        (5, 120, 40, true, .relu, 1),
        (3, 240, 80, false, .hardSwish, 2),
        (3, 200, 80, false, .hardSwish, 1),
        (3, 184, 80, false, .hardSwish, 1),
        (3, 184, 80, false, .hardSwish, 1),
        (3, 480, 112, true, .hardSwish, 1),
        (3, 672, 112, true, .hardSwish, 1),
        (5, 672, 160, true, .hardSwish, 2),
        (5, 960, 160, true, .hardSwish, 1),
        (5, 960, 160, true, .hardSwish, 1),
    ]

    /// Table 2.
    private static let small: [Row] = [
        (3, 16, 16, true, .relu, 2),
        (3, 72, 24, false, .relu, 2),
        (3, 88, 24, false, .relu, 1),
        (5, 96, 40, true, .hardSwish, 2),
        (5, 240, 40, true, .hardSwish, 1),
        (5, 240, 40, true, .hardSwish, 1),
        (5, 120, 48, true, .hardSwish, 1),
        (5, 144, 48, true, .hardSwish, 1),
        (5, 288, 96, true, .hardSwish, 2),
        (5, 576, 96, true, .hardSwish, 1),
        (5, 576, 96, true, .hardSwish, 1),
    ]

    var rows: [Row] { size == .large ? Self.large : Self.small }

    /// Whether a block has an expansion layer. `inputs` are the block's input channels in the table.
    func expands(_ row: Row, from inputs: Int) -> Bool { row.expanded != inputs }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width) }
        func nonlinearity(_ activation: Activation) -> Activation { minimalistic ? .relu : activation }
        let head = size == .large ? 1280 : 1024

        var features: [Value] = []
        var x = image.convNorm(
            .sequence("features.0"), scaled(16), kernel: 3, stride: 2, activation: nonlinearity(.hardSwish), style)
        for (i, row) in rows.enumerated() {
            if row.s == 2 { features.append(x) }
            let inputs = i == 0 ? 16 : rows[i - 1].c
            let expansion = Double(row.expanded) / Double(inputs)
            let expanded = makeDivisible(Double(x.channels) * expansion)
            let squeezes = row.squeezes && !minimalistic
            x = x.scope("features.\(i + 1)") { x in
                x.invertedResidual(
                    InvertedResidual(
                        expanded: expanded, outputs: scaled(row.c),
                        kernel: SwiftletGraphs.Size(square: minimalistic ? 3 : row.k), stride: row.s,
                        activation: nonlinearity(row.nonlinearity),
                        squeezed: squeezes ? makeDivisible(Double(expanded / 4)) : nil, squeezeGate: .hardSigmoid,
                        keys: .sequence(expands: expands(row, from: inputs), excites: squeezes)),
                    style)
            }
        }
        x = x.convNorm(
            .sequence("features.\(rows.count + 1)"), 6 * x.channels, kernel: 1, activation: nonlinearity(.hardSwish),
            style)
        features.append(x)
        let embedding = x.globalAveragePool()
            .linear("classifier.0", max(head, scaled(head))).activation(nonlinearity(.hardSwish))
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier.3", style.classes), embedding: embedding,
            features: features)
    }
}

extension MobileNetV3 {
    static let family = Family(
        name: "MobileNetV3", paper: Paper("Searching for MobileNetV3", "Howard et al.", 2019, arXiv: "1905.02244"))

    // Parameters: torchvision's `num_params`; other forms: counted in timm's `tf_mobilenetv3_…`. MACs: counted in the same.
    static let entries = [
        CatalogueEntry("mobilenet_v3_large", family, MobileNetV3(.large), parameters: 5_483_032, macs: 216_589_760),
        CatalogueEntry(
            "mobilenet_v3_large_075", family, MobileNetV3(.large, width: 0.75), parameters: 3_993_528,
            macs: 154_560_624),
        CatalogueEntry(
            "mobilenet_v3_large_minimal", family, MobileNetV3(.large, minimalistic: true), parameters: 3_924_288,
            macs: 209_136_704),
        CatalogueEntry("mobilenet_v3_small", family, MobileNetV3(.small), parameters: 2_542_856, macs: 56_510_400),
        CatalogueEntry(
            "mobilenet_v3_small_075", family, MobileNetV3(.small, width: 0.75), parameters: 2_041_872,
            macs: 43_399_344),
        CatalogueEntry(
            "mobilenet_v3_small_minimal", family, MobileNetV3(.small, minimalistic: true), parameters: 2_044_736,
            macs: 52_288_448),
    ]
}
