import SwiftletGraphs

/// Inception V3: factorised convolutions. Keys are torchvision's.
public struct InceptionV3: Architecture {
    public var input: InputSize
    public var batchNormEpsilon: Double { 1e-3 }

    public init(input: InputSize = InputSize(299)) {
        self.input = input
    }

    public func ignores(_ key: String) -> Bool { key.hasPrefix("AuxLogits.") }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let c2 = image.valid("Conv2d_1a_3x3", 32, stride: 2, style).valid("Conv2d_2a_3x3", 32, style)
            .unit("Conv2d_2b_3x3", 64, 3, style)
        let c4 = c2.maxPool(3, stride: 2).unit("Conv2d_3b_1x1", 80, 1, style).valid("Conv2d_4a_3x3", 192, style)
        let mixed5 = c4.maxPool(3, stride: 2)
            .scope("Mixed_5b") { moduleA($0, pool: 32, style) }
            .scope("Mixed_5c") { moduleA($0, pool: 64, style) }
            .scope("Mixed_5d") { moduleA($0, pool: 64, style) }
        let mixed6 = mixed5.scope("Mixed_6a") { reductionB($0, style) }
            .scope("Mixed_6b") { moduleC($0, c7: 128, style) }
            .scope("Mixed_6c") { moduleC($0, c7: 160, style) }
            .scope("Mixed_6d") { moduleC($0, c7: 160, style) }
            .scope("Mixed_6e") { moduleC($0, c7: 192, style) }
        let mixed7 = mixed6.scope("Mixed_7a") { reductionD($0, style) }
            .scope("Mixed_7b") { moduleE($0, style) }
            .scope("Mixed_7c") { moduleE($0, style) }
        let embedding = mixed7.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.5).linear("fc", style.classes), embedding: embedding,
            features: [c2, c4, mixed5, mixed6, mixed7],
            auxiliary: style.auxiliaryHeads ? [("aux", head(mixed6, style))] : [])
    }

    /// Figure 5.
    private func moduleA(_ x: Value, pool: Int, _ style: NetworkStyle) -> Value {
        concatenate(
            x.unit("branch1x1", 64, 1, style),
            x.unit("branch5x5_1", 48, 1, style).unit("branch5x5_2", 64, 5, style),
            x.unit("branch3x3dbl_1", 64, 1, style).unit("branch3x3dbl_2", 96, 3, style)
                .unit("branch3x3dbl_3", 96, 3, style),
            x.averagePool(3, stride: 1, padding: 1).unit("branch_pool", pool, 1, style))
    }

    /// Figure 10.
    private func reductionB(_ x: Value, _ style: NetworkStyle) -> Value {
        concatenate(
            x.valid("branch3x3", 384, stride: 2, style),
            x.unit("branch3x3dbl_1", 64, 1, style).unit("branch3x3dbl_2", 96, 3, style)
                .valid("branch3x3dbl_3", 96, stride: 2, style),
            x.maxPool(3, stride: 2))
    }

    /// Figure 6, n = 7.
    private func moduleC(_ x: Value, c7: Int, _ style: NetworkStyle) -> Value {
        concatenate(
            x.unit("branch1x1", 192, 1, style),
            x.unit("branch7x7_1", c7, 1, style).unit("branch7x7_2", c7, Size(1, 7), style)
                .unit("branch7x7_3", 192, Size(7, 1), style),
            x.unit("branch7x7dbl_1", c7, 1, style).unit("branch7x7dbl_2", c7, Size(7, 1), style)
                .unit("branch7x7dbl_3", c7, Size(1, 7), style).unit("branch7x7dbl_4", c7, Size(7, 1), style)
                .unit("branch7x7dbl_5", 192, Size(1, 7), style),
            x.averagePool(3, stride: 1, padding: 1).unit("branch_pool", 192, 1, style))
    }

    private func reductionD(_ x: Value, _ style: NetworkStyle) -> Value {
        concatenate(
            x.unit("branch3x3_1", 192, 1, style).valid("branch3x3_2", 320, stride: 2, style),
            x.unit("branch7x7x3_1", 192, 1, style).unit("branch7x7x3_2", 192, Size(1, 7), style)
                .unit("branch7x7x3_3", 192, Size(7, 1), style).valid("branch7x7x3_4", 192, stride: 2, style),
            x.maxPool(3, stride: 2))
    }

    /// Figure 7: the widest module. Its last 3×3s are a 1×3 and a 3×1 side by side.
    private func moduleE(_ x: Value, _ style: NetworkStyle) -> Value {
        let b3 = x.unit("branch3x3_1", 384, 1, style)
        let double = x.unit("branch3x3dbl_1", 448, 1, style).unit("branch3x3dbl_2", 384, 3, style)
        return concatenate(
            x.unit("branch1x1", 320, 1, style),
            b3.unit("branch3x3_2a", 384, Size(1, 3), style), b3.unit("branch3x3_2b", 384, Size(3, 1), style),
            double.unit("branch3x3dbl_3a", 384, Size(1, 3), style),
            double.unit("branch3x3dbl_3b", 384, Size(3, 1), style),
            x.averagePool(3, stride: 1, padding: 1).unit("branch_pool", 192, 1, style))
    }

    /// Auxiliary classifier (§4, figure 8).
    private func head(_ x: Value, _ style: NetworkStyle) -> Value {
        x.scope("AuxLogits") { x in
            x.averagePool(5, stride: 3).unit("conv0", 128, 1, style).valid("conv1", 768, kernel: 5, style)
                .globalAveragePool().linear("fc", style.classes)
        }
    }
}

extension Value {
    /// A convolution that keeps the map's size.
    fileprivate func unit(_ name: String, _ outputs: Int, _ kernel: Size, _ style: NetworkStyle) -> Value {
        convNorm(.members(name), outputs, kernel: kernel, activation: .relu, style)
    }

    /// A convolution without padding.
    fileprivate func valid(
        _ name: String, _ outputs: Int, kernel: Size = 3, stride: Size = 1, _ style: NetworkStyle
    ) -> Value {
        convNorm(
            .members(name), outputs, kernel: kernel, stride: stride, padding: Padding.none, activation: .relu, style)
    }
}

extension InceptionV3 {
    static let family = Family(
        name: "Inception V3",
        paper: Paper(
            "Rethinking the Inception Architecture for Computer Vision", "Szegedy et al.", 2015, arXiv: "1512.00567"))

    // Parameters and MACs: counted in torchvision's definition. Its `num_params`, 27,161,264, includes the auxiliary head.
    static let entries = [
        CatalogueEntry("inception_v3", family, InceptionV3(), parameters: 23_834_568, macs: 5_713_216_096)
    ]
}
