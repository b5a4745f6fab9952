import SwiftletGraphs

/// EfficientNetV2: fused blocks in the early stages, found by training-aware search. Keys are torchvision's.
public struct EfficientNetV2: Architecture {
    public var size: Size
    public var input: InputSize
    public var batchNormEpsilon: Double { 1e-3 }

    public enum Size: Hashable, Sendable { case small, medium, large }

    public init(_ size: Size, input: InputSize? = nil) {
        self.size = size
        self.input = input ?? InputSize(size == .small ? 384 : 480)
    }

    /// Kind of block, expansion e, channels c, repeats n, stride s of the first block.
    typealias Row = (block: Block, e: Int, c: Int, n: Int, s: Int)

    /// Fused-MBConv or MBConv.
    enum Block { case fused, mb }

    /// Table 4.
    private static let small: [Row] = [
        (.fused, 1, 24, 2, 1),
        (.fused, 4, 48, 4, 2),
        (.fused, 4, 64, 4, 2),
        (.mb, 4, 128, 6, 2),
        (.mb, 6, 160, 9, 1),
        (.mb, 6, 256, 15, 2),
    ]

    private static let medium: [Row] = [
        (.fused, 1, 24, 3, 1),
        (.fused, 4, 48, 5, 2),
        (.fused, 4, 80, 5, 2),
        (.mb, 4, 160, 7, 2),
        (.mb, 6, 176, 14, 1),
        (.mb, 6, 304, 18, 2),
        (.mb, 6, 512, 5, 1),
    ]

    private static let large: [Row] = [
        (.fused, 1, 32, 4, 1),
        (.fused, 4, 64, 7, 2),
        (.fused, 4, 96, 7, 2),
        (.mb, 4, 192, 10, 2),
        (.mb, 6, 224, 19, 1),
        (.mb, 6, 384, 25, 2),
        (.mb, 6, 640, 7, 1),
    ]

    var rows: [Row] {
        switch size {
        case .small: Self.small
        case .medium: Self.medium
        case .large: Self.large
        }
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let dropout =
            switch size {
            case .small: 0.2
            case .medium: 0.3
            case .large: 0.4
            }
        let keys = StagedKeys.torchvisionEfficientNet(stages: rows.count)
        var features: [Value] = []
        var x = image.convNorm(keys.stem, rows[0].c, kernel: 3, stride: 2, activation: .silu, style)
        for (stage, row) in rows.enumerated() {
            if row.s == 2 { features.append(x) }
            for i in 0..<row.n {
                let stride = i == 0 ? row.s : 1
                x = x.scope(keys.block(stage, i)) { x in
                    switch row.block {
                    case .fused: x.fusedMBConv(expansion: row.e, outputs: row.c, stride: stride, style)
                    case .mb:
                        x.invertedResidual(
                            .mbConv(
                                inputs: x.channels, expansion: row.e, outputs: row.c, kernel: 3, stride: stride,
                                keys: keys.residual),
                            style)
                    }
                }
            }
        }
        features.append(x)
        x = x.convNorm(keys.head, 1280, kernel: 1, activation: .silu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(dropout).linear(keys.classifier, style.classes), embedding: embedding,
            features: features)
    }
}

extension Value {
    /// Fused-MBConv (EfficientNetV2 §3.1): one 3×3 for expansion and depthwise convolution, then the projection. Without an
    /// expansion it is a single 3×3.
    fileprivate func fusedMBConv(expansion: Int, outputs: Int, stride: Int, _ style: NetworkStyle) -> Value {
        let stride = SwiftletGraphs.Size(square: stride)
        var x = convNorm(
            .sequence("block.0"), expansion == 1 ? outputs : channels * expansion, kernel: 3, stride: stride,
            activation: .silu, style)
        if expansion != 1 { x = x.convNorm(.sequence("block.1"), outputs, kernel: 1, activation: nil, style) }
        return stride == 1 && channels == outputs ? x + self : x
    }
}

extension EfficientNetV2 {
    static let family = Family(
        name: "EfficientNetV2",
        paper: Paper("EfficientNetV2: Smaller Models and Faster Training", "Tan and Le", 2021, arXiv: "2104.00298"))

    // Parameters: torchvision's `num_params`. MACs: counted in its definitions at its evaluation sizes.
    static let entries = [
        CatalogueEntry(
            "efficientnet_v2_s", family, EfficientNetV2(.small), parameters: 21_458_488, macs: 8_365_617_152),
        CatalogueEntry(
            "efficientnet_v2_m", family, EfficientNetV2(.medium), parameters: 54_139_356, macs: 24_582_460_384),
        CatalogueEntry(
            "efficientnet_v2_l", family, EfficientNetV2(.large), parameters: 118_515_272, macs: 56_079_699_008),
    ]
}
