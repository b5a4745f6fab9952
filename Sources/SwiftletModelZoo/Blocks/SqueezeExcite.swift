import SwiftletGraphs

/// Squeeze-and-excitation (Hu et al., arXiv 1709.01507): scales every channel by a factor. Two 1×1 convolutions and a gate
/// compute the factors from the channels' means.
struct SqueezeExcite {
    /// Channels between the two convolutions.
    var reduced: Int
    var activation: Activation = .relu
    var gate: Activation = .sigmoid
    var keys: Keys

    /// The names of its two convolutions.
    struct Keys {
        let reduce: String
        let expand: String

        static let timm = Keys(reduce: "se.conv_reduce", expand: "se.conv_expand")

        /// torchvision's, as item `index` of a sequence.
        static func item(in sequence: String, _ index: Int) -> Keys {
            Keys(reduce: "\(sequence).\(index).fc1", expand: "\(sequence).\(index).fc2")
        }
    }
}

extension Value {
    func squeezeExcite(_ block: SqueezeExcite) -> Value {
        let scale = globalAveragePool()
            .conv(block.keys.reduce, block.reduced, kernel: 1).activation(block.activation)
            .conv(block.keys.expand, channels, kernel: 1).activation(block.gate)
        return self * scale
    }
}
