import SwiftletGraphs

/// BN-Inception, Inception V2: two 3×3 in place of the 5×5, batch norm after every convolution. Keys are pytorchcv's.
public struct BNInception: Architecture {
    public var input: InputSize

    public init(input: InputSize = InputSize(224)) {
        self.input = input
    }

    /// Channels of a module's 1×1, 3×3 reduction, 3×3, double 3×3 reduction, double 3×3, and pool projection. A module that
    /// halves its map has no 1×1 and no projection.
    private typealias Row = (c1: Int, r3: Int, c3: Int, rDouble: Int, cDouble: Int, pool: Int)

    /// Figure 5 of the paper, stages 3, 4 and 5. A halving module comes first in its stage.
    private static let stages: [[Row]] = [
        [
            (64, 64, 64, 64, 96, 32),
            (64, 64, 96, 64, 96, 64),
        ],
        [
            (0, 128, 160, 64, 96, 0),
            (224, 64, 96, 96, 128, 128),
            (192, 96, 128, 96, 128, 128),
            (160, 128, 160, 128, 160, 128),
            (96, 128, 192, 160, 192, 128),
        ],
        [
            (0, 128, 192, 192, 256, 0),
            (352, 192, 320, 160, 224, 128),
            (352, 192, 320, 192, 224, 128),
        ],
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let c1 = unit(image, "features.init_block.conv1", 64, kernel: 7, stride: 2, style)
        let reduced = unit(
            c1.maxPool(3, stride: 2, ceilMode: true), "features.init_block.conv2.conv1", 64, kernel: 1, style)
        let c2 = unit(reduced, "features.init_block.conv2.conv2", 192, kernel: 3, style)
        var x = c2.maxPool(3, stride: 2, ceilMode: true)
        var features = [c1, c2]
        for (stage, rows) in Self.stages.enumerated() {
            for (i, row) in rows.enumerated() {
                // The last module of all has a max pool, the others an average pool.
                let takesMaximum = stage == Self.stages.count - 1 && i == rows.count - 1
                x = x.scope("features.stage\(stage + 1).unit\(i + 1).branches") { x in
                    row.c1 == 0 ? reduction(x, row, style) : inception(x, row, takesMaximum: takesMaximum, style)
                }
            }
            features.append(x)
        }
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.linear("output", style.classes), embedding: embedding, features: features)
    }

    private func inception(_ x: Value, _ row: Row, takesMaximum: Bool, _ style: NetworkStyle) -> Value {
        let pooled =
            takesMaximum
            ? x.maxPool(3, stride: 1, padding: 1, ceilMode: true)
            : x.averagePool(3, stride: 1, padding: 1, ceilMode: true)
        return concatenate(
            unit(x, "branch1", row.c1, kernel: 1, style),
            branch3x3(x, "branch2", row, stride: 1, style),
            branchDouble3x3(x, "branch3", row, stride: 1, style),
            unit(pooled, "branch4.conv", row.pool, kernel: 1, style))
    }

    private func reduction(_ x: Value, _ row: Row, _ style: NetworkStyle) -> Value {
        concatenate(
            branch3x3(x, "branch1", row, stride: 2, style),
            branchDouble3x3(x, "branch2", row, stride: 2, style),
            x.maxPool(3, stride: 2, ceilMode: true))
    }

    private func branch3x3(_ x: Value, _ name: String, _ row: Row, stride: Size, _ style: NetworkStyle) -> Value {
        let y = unit(x, name + ".conv1", row.r3, kernel: 1, style)
        return unit(y, name + ".conv2", row.c3, kernel: 3, stride: stride, style)
    }

    private func branchDouble3x3(_ x: Value, _ name: String, _ row: Row, stride: Size, _ style: NetworkStyle) -> Value {
        let y = unit(x, name + ".conv1", row.rDouble, kernel: 1, style)
        let z = unit(y, name + ".conv2", row.cDouble, kernel: 3, style)
        return unit(z, name + ".conv3", row.cDouble, kernel: 3, stride: stride, style)
    }

    private func unit(
        _ x: Value, _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, _ style: NetworkStyle
    ) -> Value {
        x.convNorm(
            .members(name), outputs, kernel: kernel, stride: stride, bias: true, activation: .relu, style)
    }
}

extension BNInception {
    static let family = Family(
        name: "BN-Inception",
        paper: Paper(
            "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
            "Ioffe and Szegedy", 2015, arXiv: "1502.03167"))

    // Parameters: osmr/imgclsmob's README. MACs: counted in pytorchcv's definition.
    static let entries = [
        CatalogueEntry("bninception", family, BNInception(), parameters: 11_295_240, macs: 2_032_600_064)
    ]
}
