import SwiftletGraphs

/// FBNet: one of nine candidate blocks in each place, chosen by differentiable search. Keys are timm's.
public struct FBNet: Architecture {
    public var form: Form
    public var input: InputSize

    /// The three published architectures (figure 4): A for an iPhone X, B and C for a Samsung S8.
    public enum Form: Hashable, Sendable { case a, b, c }

    public init(_ form: Form, input: InputSize = InputSize(224)) {
        self.form = form
        self.input = input
    }

    /// A candidate block (table 2).
    private enum Candidate {
        /// Inverted residual of kernel k and expansion e.
        case block(k: Int, e: Int)
        /// Expansion 1 with two groups.
        case grouped(k: Int)
        /// No block.
        case skip
    }

    private static let k3e1 = Candidate.block(k: 3, e: 1)
    private static let k3e3 = Candidate.block(k: 3, e: 3)
    private static let k3e6 = Candidate.block(k: 3, e: 6)
    private static let k5e1 = Candidate.block(k: 5, e: 1)
    private static let k5e3 = Candidate.block(k: 5, e: 3)
    private static let k5e6 = Candidate.block(k: 5, e: 6)
    private static let k3g2 = Candidate.grouped(k: 3)
    private static let k5g2 = Candidate.grouped(k: 5)

    /// Table 1: the stages' channels c and stride s of the first block.
    private static let stages: [(c: Int, s: Int)] = [
        (16, 1), (24, 2), (32, 2), (64, 2), (112, 1), (184, 2), (352, 1),
    ]

    private static let a: [[Candidate]] = [
        [.skip],
        [k3e3, k3e1, .skip, .skip],
        [k5e6, k3e3, k5e1, k3e3],
        [k5e6, k5e3, k5g2, k5e6],
        [k3e6, k5g2, k5e3, k3g2],
        [k5e6, k5e6, k5e3, k5e6],
        [k5e6],
    ]

    private static let b: [[Candidate]] = [
        [k3e1],
        [k3e6, k5e1, k3e1, k3e1],
        [k5e6, k5e3, k3e6, k5e6],
        [k5e6, k5e6, .skip, k5e3],
        [k5e6, k3e1, k5e1, k5e3],
        [k5e6, k5e1, k5e6, k5e6],
        [k3e6],
    ]

    private static let c: [[Candidate]] = [
        [k3e1],
        [k3e6, .skip, k3e1, k3e1],
        [k5e6, k5e3, k5e6, k3e6],
        [k5e6, k5e3, k5e6, k5e6],
        [k5e6, k5e6, k5e6, k5e3],
        [k5e6, k5e6, k5e6, k5e6],
        [k3e6],
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let rows =
            switch form {
            case .a: Self.a
            case .b: Self.b
            case .c: Self.c
            }
        var features: [Value] = []
        var x = image.convNorm(ConvNormKeys("conv_stem", "bn1"), 16, kernel: 3, stride: 2, activation: .relu, style)
        for (stage, (row, shape)) in zip(rows, Self.stages).enumerated() {
            if shape.s == 2 { features.append(x) }
            var index = 0
            for candidate in row {
                if case .skip = candidate { continue }
                x = x.scope("blocks.\(stage).\(index)") { x in
                    block(x, candidate, outputs: shape.c, stride: index == 0 ? shape.s : 1, style)
                }
                index += 1
            }
        }
        features.append(x)
        x = x.convNorm(
            ConvNormKeys("conv_head", "bn2"), form == .a ? 1504 : 1984, kernel: 1, activation: .relu, style)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.2).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }

    private func block(
        _ x: Value, _ candidate: Candidate, outputs: Int, stride: Int, _ style: NetworkStyle
    ) -> Value {
        var keys = InvertedResidual.Keys.timm
        switch candidate {
        case .skip:
            return x
        case .block(let k, let e):
            // timm's FBNet-C, unlike the authors', has an expansion layer even for expansion 1.
            if e == 1, form != .c { keys.expand = nil }
            return x.invertedResidual(
                InvertedResidual(
                    expanded: e * x.channels, outputs: outputs, kernel: Size(square: k), stride: stride,
                    activation: .relu, keys: keys),
                style)
        case .grouped(let k):
            let y = x.channelShuffle(groups: 2)
                .convNorm(
                    keys.depthwise, x.channels, kernel: Size(square: k), stride: Size(square: stride),
                    groups: x.channels, activation: .relu, style
                ).convNorm(keys.project, outputs, kernel: 1, groups: 2, activation: nil, style)
            return stride == 1 && x.channels == outputs ? y + x : y
        }
    }
}

extension FBNet {
    static let family = Family(
        name: "FBNet",
        paper: Paper(
            "FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search", "Wu et al.",
            2018, arXiv: "1812.03443"))

    // Parameters and MACs: counted in timm's fbnetc_100. A and B: counted in the authors' tables, without the biases of the
    // convolutions.
    static let entries = [
        CatalogueEntry("fbneta_100", family, FBNet(.a), parameters: 4_304_584, macs: 244_452_664),
        CatalogueEntry("fbnetb_100", family, FBNet(.b), parameters: 4_801_368, macs: 291_004_424),
        CatalogueEntry("fbnetc_100", family, FBNet(.c), parameters: 5_572_200, macs: 384_960_160),
    ]
}
