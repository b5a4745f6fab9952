import SwiftletGraphs

/// AlexNet: five convolutions and three linear layers. Keys are torchvision's. The single tower has no normalisation layers,
/// so its indices are others.
public struct AlexNet: Architecture {
    public var form: Form
    public var input: InputSize

    public enum Form: Hashable, Sendable {
        /// The network of 2012: two towers as groups, local response normalisation.
        case grouped
        /// "One weird trick" (arXiv 1404.5997): one narrower tower without normalisation.
        case single
    }

    public init(_ form: Form = .single, input: InputSize? = nil) {
        self.form = form
        self.input = input ?? InputSize(form == .single ? 224 : 227)
    }

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        let (maps, features) = form == .single ? single(image) : grouped(image)
        let embedding = maps.adaptiveAveragePool(6).flatten()
            .dropout(0.5).linear("classifier.1", 4096).relu()
            .dropout(0.5).linear("classifier.4", 4096).relu()
        return NetworkValues(
            logits: embedding.linear("classifier.6", style.classes), embedding: embedding, features: features)
    }

    private func single(_ image: Value) -> (Value, [Value]) {
        let c1 = image.conv("features.0", 64, kernel: 11, stride: 4, padding: 2).relu()
        let c2 = c1.maxPool(3, stride: 2).conv("features.3", 192, kernel: 5, padding: 2).relu()
        let c5 = c2.maxPool(3, stride: 2)
            .conv("features.6", 384, kernel: 3, padding: 1).relu()
            .conv("features.8", 256, kernel: 3, padding: 1).relu()
            .conv("features.10", 256, kernel: 3, padding: 1).relu()
        let pooled = c5.maxPool(3, stride: 2)
        return (pooled, [c1, c2, c5, pooled])
    }

    /// §3.2 to §3.5.
    private func grouped(_ image: Value) -> (Value, [Value]) {
        let c1 = image.conv("features.0", 96, kernel: 11, stride: 4).relu()
            .localResponseNormalization(size: 5, k: 2)
        let c2 = c1.maxPool(3, stride: 2)
            .conv("features.4", 256, kernel: 5, padding: 2, groups: 2).relu()
            .localResponseNormalization(size: 5, k: 2)
        let c5 = c2.maxPool(3, stride: 2)
            .conv("features.8", 384, kernel: 3, padding: 1).relu()
            .conv("features.10", 384, kernel: 3, padding: 1, groups: 2).relu()
            .conv("features.12", 256, kernel: 3, padding: 1, groups: 2).relu()
        let pooled = c5.maxPool(3, stride: 2)
        return (pooled, [c1, c2, c5, pooled])
    }
}

extension AlexNet {
    static let family = Family(
        name: "AlexNet",
        paper: Paper(
            "ImageNet Classification with Deep Convolutional Neural Networks", "Krizhevsky et al.", 2012,
            url: "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks"))

    // Parameters: torchvision's `num_params`; grouped: counted in a PyTorch definition. MACs: counted in the same.
    static let entries = [
        CatalogueEntry("alexnet", family, AlexNet(.single), parameters: 61_100_840, macs: 714_188_480),
        CatalogueEntry("alexnet_grouped", family, AlexNet(.grouped), parameters: 60_965_224, macs: 724_406_816),
    ]
}
