import SwiftletGraphs

/// GoogLeNet, Inception V1: parallel convolutions of several sizes, concatenated. Keys are torchvision's.
public struct GoogLeNet: Architecture {
    public var form: Form
    public var input: InputSize
    public var batchNormEpsilon: Double { 1e-3 }

    public enum Form: Hashable, Sendable {
        /// torchvision's: batch norm, and 3×3 instead of the paper's 5×5 (pytorch/vision issue 906, kept for its weights).
        case torchvision
        /// The paper's, as in its Caffe release: biases, local response normalisation, true 5×5.
        case paper
    }

    public init(_ form: Form = .torchvision, input: InputSize = InputSize(224)) {
        self.form = form
        self.input = input
    }

    /// Table 1: channels of the 1×1, the 3×3 reduction, the 3×3, the 5×5 reduction, the 5×5, the pool projection.
    private typealias Row = (name: String, c1: Int, r3: Int, c3: Int, r5: Int, c5: Int, pool: Int)

    private static let stage3: [Row] = [
        ("3a", 64, 96, 128, 16, 32, 32),
        ("3b", 128, 128, 192, 32, 96, 64),
    ]

    private static let stage4: [Row] = [
        ("4a", 192, 96, 208, 16, 48, 64),
        ("4b", 160, 112, 224, 24, 64, 64),
        ("4c", 128, 128, 256, 24, 64, 64),
        ("4d", 112, 144, 288, 32, 64, 64),
        ("4e", 256, 160, 320, 32, 128, 128),
    ]

    private static let stage5: [Row] = [
        ("5a", 256, 160, 320, 32, 128, 128),
        ("5b", 384, 192, 384, 48, 128, 128),
    ]

    public func ignores(_ key: String) -> Bool { key.hasPrefix("aux1.") || key.hasPrefix("aux2.") }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let isPaper = form == .paper
        func normalized(_ x: Value) -> Value { isPaper ? x.localResponseNormalization(size: 5, k: 1) : x }

        let c1 = unit(image, "conv1", 64, kernel: 7, stride: 2, style)
        let reduced = unit(normalized(c1.maxPool(3, stride: 2, ceilMode: true)), "conv2", 64, kernel: 1, style)
        let c2 = normalized(unit(reduced, "conv3", 192, kernel: 3, style))
        var x = c2.maxPool(3, stride: 2, ceilMode: true)
        for row in Self.stage3 { x = inception(x, row, style) }
        var features = [c1, c2, x]
        var auxiliary: [(name: String, value: Value)] = []
        x = x.maxPool(3, stride: 2, ceilMode: true)
        for row in Self.stage4 {
            x = inception(x, row, style)
            if style.auxiliaryHeads, let name = ["4a": "aux1", "4d": "aux2"][row.name] {
                auxiliary.append((name, head(x, name, style)))
            }
        }
        features.append(x)
        x = x.maxPool(isPaper ? 3 : 2, stride: 2, ceilMode: true)
        for row in Self.stage5 { x = inception(x, row, style) }
        features.append(x)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(isPaper ? 0.4 : 0.2).linear("fc", style.classes), embedding: embedding,
            features: features, auxiliary: auxiliary)
    }

    /// Inception module with dimension reductions (§4, figure 2 b).
    private func inception(_ x: Value, _ row: Row, _ style: NetworkStyle) -> Value {
        x.scope("inception" + row.name) { x in
            let five = form == .paper ? 5 : 3
            return concatenate(
                unit(x, "branch1", row.c1, kernel: 1, style),
                unit(unit(x, "branch2.0", row.r3, kernel: 1, style), "branch2.1", row.c3, kernel: 3, style),
                unit(unit(x, "branch3.0", row.r5, kernel: 1, style), "branch3.1", row.c5, kernel: five, style),
                unit(x.maxPool(3, stride: 1, padding: 1, ceilMode: true), "branch4.1", row.pool, kernel: 1, style))
        }
    }

    /// Auxiliary classifier (§5): more gradient for the lower stages. torchvision's takes a map of any size, the paper's
    /// one of 14×14.
    private func head(_ x: Value, _ name: String, _ style: NetworkStyle) -> Value {
        x.scope(name) { x in
            let pooled = form == .paper ? x.averagePool(5, stride: 3) : x.adaptiveAveragePool(4)
            return unit(pooled, "conv", 128, kernel: 1, style).linear("fc1", 1024).relu().dropout(0.7)
                .linear("fc2", style.classes)
        }
    }

    private func unit(
        _ x: Value, _ name: String, _ outputs: Int, kernel: Int, stride: Size = 1, _ style: NetworkStyle
    ) -> Value {
        let kernel = Size(square: kernel)
        guard form == .paper else {
            return x.convNorm(.members(name), outputs, kernel: kernel, stride: stride, activation: .relu, style)
        }
        return x.conv(
            name + ".conv", outputs, kernel: kernel, stride: stride, padding: style.padding(kernel, stride: stride)
        ).relu()
    }
}

extension GoogLeNet {
    static let family = Family(
        name: "GoogLeNet", paper: Paper("Going Deeper with Convolutions", "Szegedy et al.", 2014, arXiv: "1409.4842"))

    // Parameters: torchvision's `num_params`; paper: counted in the Caffe release's layers. MACs: counted in PyTorch
    // definitions.
    static let entries = [
        CatalogueEntry("googlenet", family, GoogLeNet(), parameters: 6_624_904, macs: 1_498_376_192),
        CatalogueEntry("googlenet_paper", family, GoogLeNet(.paper), parameters: 6_998_552, macs: 1_582_671_872),
    ]
}
