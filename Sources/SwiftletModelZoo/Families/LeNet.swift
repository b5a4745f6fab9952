import SwiftletGraphs

/// LeNet-5 in its modern form: ReLU instead of tanh, max pooling instead of trainable average pooling, a third layer that
/// reads every map, a linear classifier.
public struct LeNet: Architecture {
    public var input: InputSize { InputSize(32, channels: 1) }
    public var classes: Int { 10 }

    public init() {}

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let c1 = image.conv("conv1", 6, kernel: 5).relu()
        let c3 = c1.maxPool(2).conv("conv2", 16, kernel: 5).relu()
        let s4 = c3.maxPool(2)
        let f6 = s4.linear("fc1", 120).relu().linear("fc2", 84).relu()
        return NetworkValues(logits: f6.linear("fc3", style.classes), embedding: f6, features: [c1, c3, s4])
    }
}

extension LeNet {
    static let family = Family(
        name: "LeNet",
        paper: Paper(
            "Gradient-Based Learning Applied to Document Recognition", "LeCun et al.", 1998,
            url: "https://doi.org/10.1109/5.726791"))

    // Parameters and MACs: counted by hand and in a PyTorch definition.
    static let entries = [CatalogueEntry("lenet5", family, LeNet(), parameters: 61_706, macs: 416_520)]
}
