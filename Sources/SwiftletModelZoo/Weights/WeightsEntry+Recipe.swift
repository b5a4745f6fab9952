extension WeightsEntry {
    /// How weights were trained. The recipe alone moves an accuracy by points.
    public enum Recipe: String, Hashable, Sendable, Codable {
        /// As in the network's paper, or simpler.
        case plain
        /// Longer and with stronger augmentation than in the paper: torchvision's new recipe of 2021, and timm's with
        /// RandAugment, LAMB or MobileNetV4's settings.
        case modern
    }

    /// The recipe that torchvision's metadata and timm's tags tell.
    public var recipe: Recipe {
        if let tag = id.wholeMatch(of: #/timm\..*\.(.*)_in1k/#)?.output.1 {
            return Self.modernTags.contains { tag == $0 || tag.hasPrefix($0 + "_") } ? .modern : .plain
        }
        guard id.hasPrefix("torchvision."), case .url(let url) = source else { return .plain }
        // EfficientNetV2-L is ported from its authors.
        return id == "torchvision.IMAGENET1K_V2" || Self.modernFiles.contains { url.contains("/" + $0) }
            ? .modern : .plain
    }

    /// RandAugment and LAMB as in "ResNet strikes back" (arXiv 2110.00476, appendix), and MobileNetV4's epochs.
    private static let modernTags = ["ra", "ra2", "lamb", "ra4", "e500", "e2400"]
    /// Files of `IMAGENET1K_V1` weights that torchvision trained by the new recipe.
    private static let modernFiles = [
        "mnasnet0_75-", "mnasnet1_3-", "shufflenetv2_x1_5-", "shufflenetv2_x2_0-", "efficientnet_v2_s-",
        "efficientnet_v2_m-",
    ]
}
