import SwiftletGraphs

/// SqueezeNet: fire modules, no linear layer at all. Keys are torchvision's.
public struct SqueezeNet: Architecture {
    public var version: Version
    public var bypass: Bypass
    public var input: InputSize

    /// 1.0, and 1.1 with a narrower stem and earlier pools: less than half the work.
    public enum Version: Hashable, Sendable { case v10, v11 }

    /// §6: the term that is added to a fire module's output.
    public enum Bypass: Hashable, Sendable {
        case none
        /// The module's input, if the channels agree: fire3, 5, 7 and 9.
        case simple
        /// As `simple`, and a 1×1 convolution of the input at the other modules.
        case complex
    }

    public init(_ version: Version, bypass: Bypass = .none, input: InputSize = InputSize(224)) {
        self.version = version
        self.bypass = bypass
        self.input = input
    }

    private enum Layer {
        case pool
        /// A fire module with this many squeeze channels.
        case fire(Int)
    }

    /// Table 1: after the first convolution.
    private static let v10: [Layer] = [
        .pool, .fire(16), .fire(16), .fire(32), .pool, .fire(32), .fire(48), .fire(48), .fire(64), .pool, .fire(64),
    ]

    private static let v11: [Layer] = [
        .pool, .fire(16), .fire(16), .pool, .fire(32), .fire(32), .pool, .fire(48), .fire(48), .fire(64), .fire(64),
    ]

    public func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var x: Value
        let rows: [Layer]
        switch version {
        case .v10: (x, rows) = (image.conv("features.0", 96, kernel: 7, stride: 2).relu(), Self.v10)
        case .v11: (x, rows) = (image.conv("features.0", 64, kernel: 3, stride: 2).relu(), Self.v11)
        }
        var features: [Value] = []
        var fires = 1
        // Items 0 and 1 of the sequence are the convolution and its ReLU.
        for (item, row) in zip(2..., rows) {
            switch row {
            case .pool:
                features.append(x)
                x = x.maxPool(3, stride: 2, ceilMode: true)
            case .fire(let squeeze):
                fires += 1
                x = x.scope("features.\(item)") { x in
                    let y = x.fire(squeeze: squeeze)
                    switch bypass {
                    case .none: return y
                    case .simple: return fires % 2 == 1 ? y + x : y
                    case .complex: return y + (fires % 2 == 1 ? x : x.conv("bypass", y.channels, kernel: 1))
                    }
                }
            }
        }
        features.append(x)
        let logits = x.dropout(0.5).conv("classifier.1", style.classes, kernel: 1).relu().globalAveragePool().flatten()
        return NetworkValues(logits: logits, embedding: x.globalAveragePool().flatten(), features: features)
    }
}

extension SqueezeNet {
    static let family = Family(
        name: "SqueezeNet",
        paper: Paper(
            "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size", "Iandola et al.",
            2016, arXiv: "1602.07360"))

    // Parameters: torchvision's `num_params`, with bypass: osmr/imgclsmob's. MACs: counted in the definitions.
    static let entries = [
        CatalogueEntry("squeezenet1_0", family, SqueezeNet(.v10), parameters: 1_248_424, macs: 818_924_576),
        CatalogueEntry("squeezenet1_1", family, SqueezeNet(.v11), parameters: 1_235_496, macs: 349_151_936),
        CatalogueEntry(
            "squeezenet1_0_simple_bypass", family, SqueezeNet(.v10, bypass: .simple), parameters: 1_248_424,
            macs: 818_924_576),
        CatalogueEntry(
            "squeezenet1_0_complex_bypass", family, SqueezeNet(.v10, bypass: .complex), parameters: 1_589_672,
            macs: 1_165_298_720),
        CatalogueEntry(
            "squeezenet1_1_simple_bypass", family, SqueezeNet(.v11, bypass: .simple), parameters: 1_235_496,
            macs: 349_151_936),
        CatalogueEntry(
            "squeezenet1_1_complex_bypass", family, SqueezeNet(.v11, bypass: .complex), parameters: 1_572_648,
            macs: 447_660_736),
    ]
}
