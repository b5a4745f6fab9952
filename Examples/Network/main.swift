import Foundation
import Swiftlet

/// A stage of the network: a block and its number of repeats.
struct Row {
    var repeats: Int
    var kernel: Size
    var stride: Size
    var expansion: Int
    var channels: Int
}

let rows = [
    Row(repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16),
    Row(repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24),
    Row(repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40),
    Row(repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80),
    Row(repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112),
    Row(repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192),
    Row(repeats: 1, kernel: 3, stride: 1, expansion: 6, channels: 320),
]

extension Value {
    /// A convolution without bias and its batch norm.
    func convNorm(
        _ conv: String, _ norm: String, _ outputs: Int, kernel: Size = 1, stride: Size = 1, groups: Int = 1
    ) -> Value {
        self.conv(conv, outputs, kernel: kernel, stride: stride, padding: .same, groups: groups, bias: false)
            .batchNorm(norm, epsilon: 1e-3)
    }

    /// The first block: a depthwise convolution and a linear pointwise one.
    func separable(_ row: Row) -> Value {
        convNorm("conv_dw", "bn1", channels, kernel: row.kernel, stride: row.stride, groups: channels).relu6()
            .convNorm("conv_pw", "bn2", row.channels)
    }

    /// Expand, filter every channel by itself, project, and add the input if it has the same shape.
    func invertedResidual(_ row: Row, stride: Size) -> Value {
        let expanded = channels * row.expansion
        let y = convNorm("conv_pw", "bn1", expanded).relu6()
            .convNorm("conv_dw", "bn2", expanded, kernel: row.kernel, stride: stride, groups: expanded).relu6()
            .convNorm("conv_pwl", "bn3", row.channels)
        return y.shape == shape ? y + self : y
    }

    /// From the picture to the features that the classifier reads, `[batch, 1280]`.
    func features() -> Value {
        var x = convNorm("conv_stem", "bn1", 32, kernel: 3, stride: 2).relu6()
        for (stage, row) in rows.enumerated() {
            for block in 0..<row.repeats {
                x = x.scope("blocks.\(stage).\(block)") { x in
                    stage == 0 ? x.separable(row) : x.invertedResidual(row, stride: block == 0 ? row.stride : 1)
                }
            }
        }
        return x.convNorm("conv_head", "bn2", 1280).relu6().globalAveragePool().flatten()
    }
}

let graph = try Graph.build("my_network", input: [1, 3, 224, 224]) { image in
    image.features().output("embedding").linear("classifier", 1000)
}
print(graph)

let model = try Model(
    graph, weights: Embedded.weights(for: "tf_efficientnet_lite0")!,
    preprocessing: Preprocessing(
        resizeShortSide: 256, cropHeight: 224, cropWidth: 224, filter: .bicubic, mean: [127, 127, 127],
        standardDeviation: [128, 128, 128]),
    labels: Embedded.imageNetLabels)

let own = WeightsEntry(
    id: "mine", source: .url("https://example.org/my_network.safetensors"), licence: "Apache-2.0",
    preprocessing: WeightsEntry.Preprocessing(
        resize: 256, crop: 224, interpolation: .bicubic, mean: [127, 127, 127], standardDeviation: [128, 128, 128]),
    padding: .same, batchNormEpsilon: 1e-3)
try Catalogue.register(
    CatalogueEntry("my_network", weights: [own]) { image, style in
        let features = image.features()
        return NetworkValues(logits: features.linear("classifier", style.classes), embedding: features)
    })

let file = FileManager.default.temporaryDirectory.appending(path: "my_network.safetensors").path
try Safetensors.write(model.weights, to: file)
let named = try Model(named: "my_network", weights: file)
for path in CommandLine.arguments.dropFirst() {
    print(try named.classify(contentsOf: path, top: 1)[0])
}
