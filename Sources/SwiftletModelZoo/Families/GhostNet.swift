import SwiftletGraphs

/// GhostNet and GhostNetV2: bottlenecks of ghost modules, V2's with long-range attention. Keys are timm's.
public struct GhostNet: Architecture {
    public var version: Version
    /// Multiplies every layer's channels but the head's.
    public var width: Double
    public var input: InputSize

    public enum Version: Hashable, Sendable { case v1, v2 }

    public init(_ version: Version = .v1, width: Double = 1, input: InputSize = InputSize(224)) {
        self.version = version
        self.width = width
        self.input = input
    }

    /// Kernel k, expanded channels, output channels c, squeeze-and-excite, stride s.
    private typealias Row = (k: Int, expanded: Int, c: Int, squeezes: Bool, s: Int)

    /// Table 1, stage by stage.
    private static let stages: [[Row]] = [
        [(3, 16, 16, false, 1)],
        [(3, 48, 24, false, 2)],
        [(3, 72, 24, false, 1)],
        [(5, 72, 40, true, 2)],
        [(5, 120, 40, true, 1)],
        [(3, 240, 80, false, 2)],
        [
            (3, 200, 80, false, 1),
            (3, 184, 80, false, 1),
            (3, 184, 80, false, 1),
            (3, 480, 112, true, 1),
            (3, 672, 112, true, 1),
        ],
        [(5, 672, 160, true, 2)],
        [
            (5, 960, 160, false, 1),
            (5, 960, 160, true, 1),
            (5, 960, 160, false, 1),
            (5, 960, 160, true, 1),
        ],
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var features: [Value] = []
        var x = image.convNorm(
            ConvNormKeys("conv_stem", "bn1"), scaled(16), kernel: 3, stride: 2, activation: .relu, style)
        for (stage, rows) in Self.stages.enumerated() {
            for (i, row) in rows.enumerated() {
                if row.s == 2 { features.append(x) }
                x = x.scope("blocks.\(stage).\(i)") { bottleneck($0, row, attends: version == .v2 && stage > 1, style) }
            }
        }
        features.append(x)
        x = x.convNorm(
            ConvNormKeys("blocks.9.0.conv", "blocks.9.0.bn1"), scaled(960), kernel: 1, activation: .relu, style)
        let embedding = x.globalAveragePool().conv("conv_head", 1280, kernel: 1).relu().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }

    private func scaled(_ channels: Int) -> Int { makeDivisible(Double(channels) * width, by: 4) }

    /// Ghost bottleneck (§3.2, figure 3). V2's first two have no attention.
    private func bottleneck(_ x: Value, _ row: Row, attends: Bool, _ style: NetworkStyle) -> Value {
        let (expanded, outputs) = (scaled(row.expanded), scaled(row.c))
        let kernel = Size(square: row.k)
        let stride = Size(square: row.s)
        var y =
            attends
            ? x.attentiveGhost("ghost1", expanded, activation: .relu, style)
            : x.ghost("ghost1", expanded, activation: .relu, style)
        if row.s > 1 {
            y = y.convNorm(
                ConvNormKeys("conv_dw", "bn_dw"), expanded, kernel: kernel, stride: stride, groups: expanded,
                activation: nil, style)
        }
        if row.squeezes {
            y = y.squeezeExcite(
                SqueezeExcite(
                    reduced: makeDivisible(Double(expanded) * 0.25, by: 4), gate: .hardSigmoid, keys: .timm))
        }
        y = y.ghost("ghost2", outputs, activation: nil, style)
        guard row.s > 1 || x.channels != outputs else { return y + x }
        let shortcut = x.scope("shortcut") { x in
            x.convNorm(
                ConvNormKeys("0", "1"), x.channels, kernel: kernel, stride: stride, groups: x.channels,
                activation: nil, style
            ).convNorm(ConvNormKeys("2", "3"), outputs, kernel: 1, activation: nil, style)
        }
        return y + shortcut
    }
}

extension GhostNet {
    static let family = Family(
        name: "GhostNet",
        paper: Paper("GhostNet: More Features from Cheap Operations", "Han et al.", 2019, arXiv: "1911.11907"))
    static let familyV2 = Family(
        name: "GhostNetV2",
        paper: Paper(
            "GhostNetV2: Enhance Cheap Operation with Long-Range Attention", "Tang et al.", 2022, arXiv: "2211.12905"))

    // Parameters and MACs: counted in timm's definitions.
    static let entries = [
        CatalogueEntry("ghostnet_050", family, GhostNet(width: 0.5), parameters: 2_587_292, macs: 42_328_152),
        CatalogueEntry("ghostnet_100", family, GhostNet(), parameters: 5_182_508, macs: 141_150_512),
        CatalogueEntry("ghostnet_130", family, GhostNet(width: 1.3), parameters: 7_358_820, macs: 227_003_256),
        CatalogueEntry("ghostnetv2_100", familyV2, GhostNet(.v2), parameters: 6_156_908, macs: 167_048_288),
    ]
}
