import SwiftletGraphs

/// ESPNet: semantic segmentation by efficient spatial pyramids of dilated convolutions. Keys are the authors'.
///
/// `logits` are scores of every pixel, `[batch, classes, height, width]`. The encoder alone scores a map of an eighth of the
/// picture's height and width. The full network needs sides that are multiples of 8.
public struct ESPNet: Architecture {
    public var hasDecoder: Bool
    /// Repeats of the pyramid in levels 2 and 3 (§3.2: p and q).
    public var p: Int
    public var q: Int
    public var input: InputSize
    public var classes: Int { 20 }
    public var batchNormEpsilon: Double { 1e-3 }

    public init(hasDecoder: Bool = true, p: Int = 2, q: Int = 8, input: InputSize = InputSize(256)) {
        self.hasDecoder = hasDecoder
        self.p = p
        self.q = q
        self.input = input
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        guard hasDecoder else {
            let (one, two, three) = encoder(image, style)
            return NetworkValues(
                logits: three.conv("classifier.conv", style.classes, kernel: 1, bias: false),
                features: [one, two, three])
        }
        var features: [Value] = []
        let logits = image.scope("encoder") { image in
            let (one, two, three) = encoder(image, style)
            features = [one, two, three]
            return three.conv("classifier.conv", style.classes, kernel: 1, bias: false)
        }
        return NetworkValues(
            logits: decoder(logits, one: features[0], two: features[1], style), features: features)
    }

    /// ESPNet-C (figure 4 c): the maps of the three levels. The first two also hold the picture itself.
    private func encoder(_ image: Value, _ style: NetworkStyle) -> (Value, Value, Value) {
        let one = concatenate(image.convNormPReLU("level1", 16, kernel: 3, stride: 2, style), image.halved())
            .normPReLU("b1", style)
        let start2 = pyramid(one, "level2_0", 64, halves: true, style)
        let end2 = (0..<p).reduce(start2) { pyramid($0, "level2.\($1)", 64, style) }
        let two = concatenate(end2, start2, image.halved(times: 2)).normPReLU("b2", style)
        let start3 = pyramid(two, "level3_0", 128, halves: true, style)
        let end3 = (0..<q).reduce(start3) { pyramid($0, "level3.\($1)", 128, style) }
        return (one, two, concatenate(start3, end3).normPReLU("b3", style))
    }

    /// Figure 4 d: upsamples the scores level by level, and joins each level's map to them.
    private func decoder(_ scores: Value, one: Value, two: Value, _ style: NetworkStyle) -> Value {
        func up(_ x: Value, _ name: String) -> Value {
            x.transposedConv(name, style.classes, kernel: 2, stride: 2, bias: false)
        }
        let three = up(scores.batchNorm("br", epsilon: style.epsilon), "up_l3.0")
        let level2 = concatenate(two.conv("level3_C.conv", style.classes, kernel: 1, bias: false), three)
            .normPReLU("combine_l2_l3.0", style)
        let combined = pyramid(level2, "combine_l2_l3.1", style.classes, addsInput: false, style)
        let level1 = up(combined, "up_l2.0").normPReLU("up_l2.1", style)
        return up(
            concatenate(level1, one).convNormPReLU("conv", style.classes, kernel: 3, style), "classifier")
    }

    /// Efficient spatial pyramid (§3.1): reduce, five dilated 3×3, sums of all but the first, concatenate. A
    /// pyramid that halves the map reduces by a 3×3 of stride 2 and does not add its input.
    private func pyramid(
        _ x: Value, _ name: String, _ outputs: Int, halves: Bool = false, addsInput: Bool = true,
        _ style: NetworkStyle
    ) -> Value {
        x.scope(name) { x in
            let n = outputs / 5
            let kernel: Size = halves ? 3 : 1
            let reduced = x.conv(
                "c1.conv", n, kernel: kernel, stride: halves ? 2 : 1,
                padding: style.padding(kernel, stride: halves ? 2 : 1), bias: false)
            func dilated(_ d: Int, _ outputs: Int) -> Value {
                reduced.conv(
                    "d\(d).conv", outputs, kernel: 3, padding: .symmetric(d), dilation: Size(square: d), bias: false)
            }
            var maps = [dilated(1, outputs - 4 * n), dilated(2, n)]
            for d in [4, 8, 16] { maps.append(maps.last! + dilated(d, n)) }
            let y = concatenate(maps)
            if halves { return y.batchNorm("bn", epsilon: style.epsilon).prelu("act") }
            return (addsInput ? x + y : y).normPReLU("bn", style)
        }
    }
}

extension ESPNet {
    static let family = Family(
        name: "ESPNet",
        paper: Paper(
            "ESPNet: Efficient Spatial Pyramid of Dilated Convolutions for Semantic Segmentation", "Mehta et al.", 2018,
            arXiv: "1803.06815"))

    // Parameters and MACs, including transposed convolutions: counted in the authors' definition.
    static let entries = [
        CatalogueEntry(
            "espnet_encoder", family, ESPNet(hasDecoder: false), parameters: 349_449, macs: 433_769_472),
        CatalogueEntry("espnet", family, ESPNet(), parameters: 365_109, macs: 597_527_552),
    ]
}
