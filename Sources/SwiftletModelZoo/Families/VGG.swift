import SwiftletGraphs

/// VGG: stacks of 3×3 convolutions between pools that halve the map. Keys are torchvision's.
public struct VGG: Architecture {
    public var form: Form
    /// Whether a batch norm follows every convolution. The paper has none.
    public var batchNorm: Bool
    public var input: InputSize

    /// Table 1.
    public enum Form: Hashable, Sendable {
        case a, aLRN, b, c, d, e
    }

    public init(_ form: Form, batchNorm: Bool = false, input: InputSize = InputSize(224)) {
        self.form = form
        self.batchNorm = batchNorm
        self.input = input
    }

    private enum Layer: ExpressibleByIntegerLiteral {
        /// A 3×3 convolution with this many channels.
        case conv(Int)
        /// A 1×1 convolution.
        case pointwise(Int)
        case normalization
        case pool

        init(integerLiteral channels: Int) { self = .conv(channels) }
    }

    private static let rows: [Form: [Layer]] = [
        .a: [64, .pool, 128, .pool, 256, 256, .pool, 512, 512, .pool, 512, 512, .pool],
        .aLRN: [64, .normalization, .pool, 128, .pool, 256, 256, .pool, 512, 512, .pool, 512, 512, .pool],
        .b: [64, 64, .pool, 128, 128, .pool, 256, 256, .pool, 512, 512, .pool, 512, 512, .pool],
        .c: [
            64, 64, .pool, 128, 128, .pool, 256, 256, .pointwise(256), .pool,
            512, 512, .pointwise(512), .pool, 512, 512, .pointwise(512), .pool,
        ],
        .d: [64, 64, .pool, 128, 128, .pool, 256, 256, 256, .pool, 512, 512, 512, .pool, 512, 512, 512, .pool],
        .e: [
            64, 64, .pool, 128, 128, .pool, 256, 256, 256, 256, .pool,
            512, 512, 512, 512, .pool, 512, 512, 512, 512, .pool,
        ],
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var features: [Value] = []
        var x = image
        // The index in torchvision's sequence, which counts ReLUs and pools.
        var item = 0
        func convolve(_ channels: Int, kernel: Int) {
            let y = x.conv(
                "features.\(item)", channels, kernel: Size(square: kernel), padding: .symmetric(kernel / 2))
            x = (batchNorm ? y.batchNorm("features.\(item + 1)", epsilon: style.epsilon) : y).relu()
            item += batchNorm ? 3 : 2
        }
        for layer in Self.rows[form]! {
            switch layer {
            case .conv(let channels):
                convolve(channels, kernel: 3)
            case .pointwise(let channels):
                convolve(channels, kernel: 1)
            case .normalization:
                x = x.localResponseNormalization(size: 5, k: 2)
                item += 1
            case .pool:
                features.append(x)
                x = x.maxPool(2)
                item += 1
            }
        }
        features.append(x)
        let embedding = x.adaptiveAveragePool(7).flatten()
            .linear("classifier.0", 4096).relu().dropout(0.5)
            .linear("classifier.3", 4096).relu()
        return NetworkValues(
            logits: embedding.dropout(0.5).linear("classifier.6", style.classes), embedding: embedding,
            features: features)
    }
}

extension VGG {
    static let family = Family(
        name: "VGG",
        paper: Paper(
            "Very Deep Convolutional Networks for Large-Scale Image Recognition", "Simonyan and Zisserman", 2014,
            arXiv: "1409.1556"))

    private static func row(_ name: String, _ network: VGG, _ parameters: Int, _ macs: Int) -> CatalogueEntry {
        CatalogueEntry(name, family, network, parameters: parameters, macs: macs)
    }

    // Parameters: torchvision's `num_params`; A-LRN and C: counted in a PyTorch definition. MACs: counted in the same.
    static let entries = [
        row("vgg11", VGG(.a), 132_863_336, 7_609_090_048),
        row("vgg11_bn", VGG(.a, batchNorm: true), 132_868_840, 7_609_090_048),
        row("vgg11_lrn", VGG(.aLRN), 132_863_336, 7_609_090_048),
        row("vgg13", VGG(.b), 133_047_848, 11_308_466_176),
        row("vgg13_bn", VGG(.b, batchNorm: true), 133_053_736, 11_308_466_176),
        row("vgg16_1x1", VGG(.c), 133_638_952, 11_770_888_192),
        row("vgg16", VGG(.d), 138_357_544, 15_470_264_320),
        row("vgg16_bn", VGG(.d, batchNorm: true), 138_365_992, 15_470_264_320),
        row("vgg19", VGG(.e), 143_667_240, 19_632_062_464),
        row("vgg19_bn", VGG(.e, batchNorm: true), 143_678_248, 19_632_062_464),
    ]
}
