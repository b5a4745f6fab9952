import SwiftletGraphs

/// ESPNetv2: depthwise dilated pyramids, for classification. Keys are the authors'.
///
/// The authors' forward pass adds the shrunken picture to levels 2 to 4, but not to level 5. It never reads
/// `level5_0.inp_reinf` and the `module_act` of the strided units. The authors' checkpoints have both; this network has
/// neither.
public struct ESPNetV2: Architecture {
    public var scale: Double
    public var input: InputSize

    public init(scale: Double = 1, input: InputSize = InputSize(224)) {
        self.scale = scale
        self.input = input
    }

    public func ignores(_ key: String) -> Bool {
        key.hasPrefix("level5_0.inp_reinf.") || key.hasSuffix("_0.eesp.module_act.weight")
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let base = (Int(32 * scale) + 3) / 4 * 4
        let head = scale <= 1.5 ? 1024 : 1280
        // Table 1. The limit is the largest extent of a dilated kernel in a level.
        let one = image.convNormPReLU("level1", min(32, base), kernel: 3, stride: 2, style)
        let two = downsample(one, "level2_0", 2 * base, limit: 13, reinforcement: image.halved(times: 2), style)
        let start3 = downsample(two, "level3_0", 4 * base, limit: 11, reinforcement: image.halved(times: 3), style)
        let three = (0..<3).reduce(start3) { unit($0, "level3.\($1)", limit: 9, style) }
        let start4 = downsample(three, "level4_0", 8 * base, limit: 9, reinforcement: image.halved(times: 4), style)
        let four = (0..<7).reduce(start4) { unit($0, "level4.\($1)", limit: 7, style) }
        let start5 = downsample(four, "level5_0", 16 * base, limit: 7, reinforcement: nil, style)
        let five = (0..<3).reduce(start5) { unit($0, "level5.\($1)", limit: 5, style) }
        let embedding =
            five
            .convNormPReLU("level5.3", five.channels, kernel: 3, groups: five.channels, style)
            .convNormPReLU("level5.4", head, kernel: 1, groups: 4, style)
            .globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier", style.classes), embedding: embedding,
            features: [one, two, three, four, five])
    }

    /// EESP (figure 1 c): grouped reduction, four depthwise dilated 3×3 with hierarchical sums, grouped expansion.
    private func pyramid(_ x: Value, _ outputs: Int, stride: Size, limit: Int, _ style: NetworkStyle) -> Value {
        let n = outputs / 4
        let reduced = x.convNormPReLU("proj_1x1", n, kernel: 1, groups: 4, style)
        // A branch whose kernel would extend beyond the limit is not dilated.
        let extents = [3, 5, 7, 9].map { $0 <= limit ? $0 : 3 }.sorted()
        var maps: [Value] = []
        for (i, extent) in extents.enumerated() {
            let dilation = Size(square: (extent - 1) / 2)
            let branch = reduced.conv(
                "spp_dw.\(i).conv", n, kernel: 3, stride: stride,
                padding: style.padding(3, stride: stride, dilation: dilation), dilation: dilation, groups: n,
                bias: false)
            maps.append(maps.last.map { branch + $0 } ?? branch)
        }
        return concatenate(maps).normPReLU("br_after_cat", style)
            .convNormPReLU("conv_1x1_exp", outputs, kernel: 1, groups: 4, isLinear: true, style)
    }

    private func unit(_ x: Value, _ name: String, limit: Int, _ style: NetworkStyle) -> Value {
        x.scope(name) { x in
            (x + pyramid(x, x.channels, stride: 1, limit: limit, style)).prelu("module_act")
        }
    }

    /// Strided EESP (figure 2): the pooled input and the pyramid, concatenated, plus the shrunken picture.
    private func downsample(
        _ x: Value, _ name: String, _ outputs: Int, limit: Int, reinforcement: Value?, _ style: NetworkStyle
    ) -> Value {
        x.scope(name) { x in
            let y = x.scope("eesp") { pyramid($0, outputs - $0.channels, stride: 2, limit: limit, style) }
            var sum = concatenate(x.halved(), y)
            if let picture = reinforcement {
                sum =
                    sum
                    + picture.convNormPReLU("inp_reinf.0", picture.channels, kernel: 3, style)
                    .convNormPReLU("inp_reinf.1", outputs, kernel: 1, isLinear: true, style)
            }
            return sum.prelu("act")
        }
    }
}

extension ESPNetV2 {
    static let family = Family(
        name: "ESPNetv2",
        paper: Paper(
            "ESPNetv2: A Light-weight, Power Efficient, and General Purpose Convolutional Neural Network",
            "Mehta et al.", 2018, arXiv: "1811.11431"))

    // Parameters and MACs: counted over the layers of the authors' forward pass.
    static let entries = [
        CatalogueEntry("espnetv2_050", family, ESPNetV2(scale: 0.5), parameters: 1_239_722, macs: 29_399_508),
        CatalogueEntry("espnetv2_100", family, ESPNetV2(), parameters: 1_666_942, macs: 86_744_404),
        CatalogueEntry("espnetv2_125", family, ESPNetV2(scale: 1.25), parameters: 1_961_542, macs: 124_423_444),
        CatalogueEntry("espnetv2_150", family, ESPNetV2(scale: 1.5), parameters: 2_310_190, macs: 169_628_884),
        CatalogueEntry("espnetv2_200", family, ESPNetV2(scale: 2), parameters: 3_491_934, macs: 286_086_228),
    ]
}
