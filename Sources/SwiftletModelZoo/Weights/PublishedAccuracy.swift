/// The accuracy of weights on pictures of one size.
public struct PublishedAccuracy: Hashable, Sendable {
    /// Top-1 on ImageNet-1k's validation set, in per cent.
    public var top1: Double
    /// The side of the square pictures, in pixels.
    public var side: Int
    public var recipe: WeightsEntry.Recipe

    public init(top1: Double, side: Int, recipe: WeightsEntry.Recipe) {
        self.top1 = top1
        self.side = side
        self.recipe = recipe
    }
}

extension WeightsEntry {
    /// Every accuracy that was published for the weights. The first is the one at the size of ``preprocessing``.
    public var accuracies: [PublishedAccuracy] {
        let own = top1.map { [PublishedAccuracy(top1: $0, side: preprocessing.crop, recipe: recipe)] } ?? []
        let others = Self.atOtherSizes.filter { $0.id == id }.map {
            PublishedAccuracy(top1: $0.top1, side: $0.side, recipe: recipe)
        }
        return own + others
    }

    /// At the size of the training pictures: huggingface/pytorch-image-models, README.md.
    private static let atOtherSizes: [(id: String, side: Int, top1: Double)] = [
        ("timm.mobilenetv1_100.ra4_e3600_r224_in1k", 224, 75.382),
        ("timm.mobilenetv4_conv_small.e2400_r224_in1k", 224, 73.756),
        ("timm.mobilenetv4_conv_medium.e500_r256_in1k", 256, 79.928),
        ("timm.efficientnet_b0.ra4_e3600_r224_in1k", 224, 78.584),
    ]
}

extension CatalogueEntry {
    /// The accuracies on square pictures of one size, in the order of the weights.
    public func accuracies(side: Int) -> [PublishedAccuracy] {
        weights.flatMap(\.accuracies).filter { $0.side == side }
    }
}
