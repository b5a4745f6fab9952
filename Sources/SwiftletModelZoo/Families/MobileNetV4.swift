import SwiftletGraphs

/// MobileNetV4, the convolutional models: universal inverted bottlenecks. Keys are timm's.
public struct MobileNetV4: Architecture {
    public var size: Size
    public var input: InputSize

    public enum Size: Hashable, Sendable { case small, medium }

    public init(_ size: Size, input: InputSize? = nil) {
        self.size = size
        self.input = input ?? InputSize(size == .small ? 224 : 256)
    }

    private enum Block {
        /// A convolution of kernel k to c channels, stride s.
        case conv(k: Int, c: Int, s: Int = 1)
        /// Fused inverted bottleneck of expansion e.
        case fused(e: Int, c: Int, s: Int)
        /// Universal inverted bottleneck of expansion e with a depthwise convolution of kernel `a` before the expansion
        /// and one of kernel k after it. Kernel 0 means no convolution. With both it is the paper's "extra depthwise", with
        /// k alone an inverted bottleneck, with `a` alone a ConvNeXt block, with neither a feed-forward network.
        case universal(a: Int, k: Int, e: Int, c: Int, s: Int = 1)
    }

    /// Table 11.
    private static let small: [[Block]] = [
        [.conv(k: 3, c: 32, s: 2), .conv(k: 1, c: 32)],
        [.conv(k: 3, c: 96, s: 2), .conv(k: 1, c: 64)],
        [
            .universal(a: 5, k: 5, e: 3, c: 96, s: 2),
            .universal(a: 0, k: 3, e: 2, c: 96),
            .universal(a: 0, k: 3, e: 2, c: 96),
            .universal(a: 0, k: 3, e: 2, c: 96),
            .universal(a: 0, k: 3, e: 2, c: 96),
            .universal(a: 3, k: 0, e: 4, c: 96),
        ],
        [
            .universal(a: 3, k: 3, e: 6, c: 128, s: 2),
            .universal(a: 5, k: 5, e: 4, c: 128),
            .universal(a: 0, k: 5, e: 4, c: 128),
            .universal(a: 0, k: 5, e: 3, c: 128),
            .universal(a: 0, k: 3, e: 4, c: 128),
            .universal(a: 0, k: 3, e: 4, c: 128),
        ],
        [.conv(k: 1, c: 960)],
    ]

    /// Table 12.
    private static let medium: [[Block]] = [
        [.fused(e: 4, c: 48, s: 2)],
        [
            .universal(a: 3, k: 5, e: 4, c: 80, s: 2),
            .universal(a: 3, k: 3, e: 2, c: 80),
        ],
        [
            .universal(a: 3, k: 5, e: 6, c: 160, s: 2),
            .universal(a: 3, k: 3, e: 4, c: 160),
            .universal(a: 3, k: 3, e: 4, c: 160),
            .universal(a: 3, k: 5, e: 4, c: 160),
            .universal(a: 3, k: 3, e: 4, c: 160),
            .universal(a: 3, k: 0, e: 4, c: 160),
            .universal(a: 0, k: 0, e: 2, c: 160),
            .universal(a: 3, k: 0, e: 4, c: 160),
        ],
        [
            .universal(a: 5, k: 5, e: 6, c: 256, s: 2),
            .universal(a: 5, k: 5, e: 4, c: 256),
            .universal(a: 3, k: 5, e: 4, c: 256),
            .universal(a: 3, k: 5, e: 4, c: 256),
            .universal(a: 0, k: 0, e: 4, c: 256),
            .universal(a: 3, k: 0, e: 4, c: 256),
            .universal(a: 3, k: 5, e: 2, c: 256),
            .universal(a: 5, k: 5, e: 4, c: 256),
            .universal(a: 0, k: 0, e: 4, c: 256),
            .universal(a: 0, k: 0, e: 4, c: 256),
            .universal(a: 5, k: 0, e: 2, c: 256),
        ],
        [.conv(k: 1, c: 960)],
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var features: [Value] = []
        var x = image.convNorm(ConvNormKeys("conv_stem", "bn1"), 32, kernel: 3, stride: 2, activation: .relu, style)
        let stages = size == .small ? Self.small : Self.medium
        for (stage, rows) in stages.enumerated() {
            // Every stage but the last begins with stride 2.
            if stage < stages.count - 1 { features.append(x) }
            for (i, row) in rows.enumerated() {
                x = x.scope("blocks.\(stage).\(i)") { block($0, row, style) }
            }
        }
        features.append(x)
        let embedding = x.globalAveragePool()
            .convNorm(ConvNormKeys("conv_head", "norm_head"), 1280, kernel: 1, activation: .relu, style).flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }

    private func block(_ x: Value, _ row: Block, _ style: NetworkStyle) -> Value {
        switch row {
        case .conv(let k, let c, let s):
            return x.convNorm(
                ConvNormKeys("conv", "bn1"), c, kernel: SwiftletGraphs.Size(square: k),
                stride: SwiftletGraphs.Size(square: s),
                activation: .relu, style)
        case .fused(let e, let c, let s):
            let y = x.convNorm(
                ConvNormKeys("conv_exp", "bn1"), x.channels * e, kernel: 3, stride: SwiftletGraphs.Size(square: s),
                activation: .relu, style
            ).convNorm(ConvNormKeys("conv_pwl", "bn2"), c, kernel: 1, activation: nil, style)
            return s == 1 && x.channels == c ? y + x : y
        case .universal(let a, let k, let e, let c, let s):
            return universal(x, a: a, k: k, e: e, c: c, s: s, style)
        }
    }

    /// Universal inverted bottleneck (§3, figure 4). The middle depthwise convolution has the stride, or the first one if
    /// there is no middle one.
    private func universal(_ x: Value, a: Int, k: Int, e: Int, c: Int, s: Int, _ style: NetworkStyle) -> Value {
        let expanded = makeDivisible(Double(x.channels * e))
        var y = x
        if a > 0 {
            y = y.convNorm(
                .members("dw_start"), x.channels, kernel: SwiftletGraphs.Size(square: a),
                stride: k > 0 ? 1 : SwiftletGraphs.Size(square: s),
                groups: x.channels, activation: nil, style)
        }
        y = y.convNorm(.members("pw_exp"), expanded, kernel: 1, activation: .relu, style)
        if k > 0 {
            y = y.convNorm(
                .members("dw_mid"), expanded, kernel: SwiftletGraphs.Size(square: k),
                stride: SwiftletGraphs.Size(square: s),
                groups: expanded, activation: .relu, style)
        }
        y = y.convNorm(.members("pw_proj"), c, kernel: 1, activation: nil, style)
        return s == 1 && x.channels == c ? y + x : y
    }
}

extension MobileNetV4 {
    static let family = Family(
        name: "MobileNetV4",
        paper: Paper(
            "MobileNetV4 - Universal Models for the Mobile Ecosystem", "Qin et al.", 2024, arXiv: "2404.10518"))

    // Parameters and MACs: counted in timm's definitions.
    static let entries = [
        CatalogueEntry(
            "mobilenetv4_conv_small", family, MobileNetV4(.small), parameters: 3_774_024, macs: 186_005_568),
        CatalogueEntry(
            "mobilenetv4_conv_medium", family, MobileNetV4(.medium), parameters: 9_715_512, macs: 1_080_244_224),
    ]
}
