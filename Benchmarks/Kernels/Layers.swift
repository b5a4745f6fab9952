import Swiftlet

/// What is measured: layers of real networks, by the paths that they have there.
enum Layers {
    enum Work: Hashable {
        /// The layers and the activation that follows each; where there are two, the engine computes them as one.
        case layers
        // Something else, of the map that the layer gives.
        case activation(Activation), maxPool, globalAveragePool, add
        /// Each channel by its mean, as squeeze and excitation does it.
        case scale
    }

    struct Row {
        let kind: String
        let network: String
        let paths: [String]
        let work: Work

        init(_ kind: String, _ network: String, _ paths: String..., work: Work = .layers) {
            (self.kind, self.network, self.paths, self.work) = (kind, network, paths, work)
        }

        var name: String { "\(kind) · \(network) \(paths.joined(separator: " → "))" }
    }

    static let table = [
        Row("stem", "mobilenet_v2", "features.0.0"),  // 3 → 32, 112²
        Row("stem", "resnet50", "conv1"),  // 7×7, 3 → 64, 112²

        Row("pointwise", "mobilenet_v2", "features.1.conv.1"),  // 32 → 16, 112²
        Row("pointwise", "mobilenet_v2", "features.3.conv.2"),  // 144 → 24, 56²
        Row("pointwise", "mobilenet_v2", "features.8.conv.0.0"),  // 64 → 384, 14²
        Row("pointwise", "mobilenet_v2", "features.8.conv.2"),  // 384 → 64, 14²
        Row("pointwise", "mobilenet_v2", "features.18.0"),  // 320 → 1280, 7²
        Row("pointwise", "mobilenet_v3_large", "features.16.0"),  // 160 → 960, 7²
        Row("pointwise", "shufflenet_v2_x1_0", "stage3.1.branch2.5"),  // 116 → 116, 14²
        Row("pointwise", "ghostnet_100", "blocks.1.0.ghost1.primary_conv.0"),  // 16 → 24, 112²
        Row("pointwise", "resnet50", "layer1.0.conv3"),  // 64 → 256, 56²
        Row("pointwise", "resnet50", "layer4.1.conv1"),  // 2048 → 512, 7²
        Row("pointwise", "efficientnet_b0", "features.1.0.block.1.fc1"),  // squeeze and excitation: 32 → 8, 1²
        Row("linear", "mobilenet_v2", "classifier.1"),  // 1280 → 1000
        Row("linear", "vgg16", "classifier.3"),  // 4096 → 4096

        Row("depthwise 3×3", "mobilenet_v2", "features.1.conv.0.0"),  // 32, 112²
        Row("depthwise 3×3", "mobilenet_v2", "features.8.conv.1.0"),  // 384, 14²
        Row("depthwise 3×3", "mobilenet_v2", "features.15.conv.1.0"),  // 960, 7²
        Row("depthwise 3×3 /2", "mobilenet_v2", "features.2.conv.1.0"),  // 96, 112² → 56²
        Row("depthwise 3×3 /2", "mobilenet_v2", "features.14.conv.1.0"),  // 576, 14² → 7²
        Row("depthwise 5×5", "efficientnet_b0", "features.3.1.block.1.0"),  // 240, 28²
        Row("depthwise 5×5", "efficientnet_b0", "features.6.1.block.1.0"),  // 1152, 7²
        Row("depthwise 5×5 /2", "efficientnet_b0", "features.3.0.block.1.0"),  // 144, 56² → 28²

        Row("expand → depthwise", "mobilenet_v2", "features.3.conv.0.0", "features.3.conv.1.0"),  // 24 → 144, 56²
        Row("expand → depthwise", "mobilenet_v2", "features.8.conv.0.0", "features.8.conv.1.0"),  // 64 → 384, 14²
        Row("expand → depthwise /2", "mobilenet_v2", "features.2.conv.0.0", "features.2.conv.1.0"),  // 16 → 96, 112²
        Row(
            "expand → depthwise", "efficientnet_b0", "features.5.1.block.0.0", "features.5.1.block.1.0"),  // 112 → 672

        Row("dense 3×3", "squeezenet1_1", "features.3.expand3x3"),  // 16 → 64, 55²
        Row("dense 3×3", "squeezenet1_1", "features.11.expand3x3"),  // 64 → 256, 13²
        Row("dense 3×3", "resnet50", "layer1.0.conv2"),  // 64 → 64, 56²
        Row("dense 3×3", "resnet50", "layer4.1.conv2"),  // 512 → 512, 7²
        Row("dense 3×3 /2", "resnet50", "layer2.0.conv2"),  // 128 → 128, 56² → 28²
        Row("dense 3×3", "vgg16", "features.7"),  // 128 → 128, 112²
        Row("dense 3×3", "vgg16", "features.19"),  // 512 → 512, 28²

        Row("max pool 3×3 /2", "resnet50", "conv1", work: .maxPool),  // 64, 112² → 56²
        Row("global average pool", "mobilenet_v2", "features.18.0", work: .globalAveragePool),  // 1280, 7²
        Row("global average pool", "efficientnet_b0", "features.2.0.block.1.0", work: .globalAveragePool),  // 96, 56²
        Row("pool and scale", "efficientnet_b0", "features.2.0.block.1.0", work: .scale),  // 96, 56²
        Row("add", "resnet50", "layer1.0.conv3", work: .add),  // 256, 56²
        Row("add", "mobilenet_v2", "features.8.conv.2", work: .add),  // 64, 14²
        Row("hard swish", "mobilenet_v3_large", "features.16.0", work: .activation(.hardSwish)),  // 960, 7²
        Row("SiLU", "efficientnet_b0", "features.2.0.block.0.0", work: .activation(.silu)),  // 96, 112²
    ]
}
