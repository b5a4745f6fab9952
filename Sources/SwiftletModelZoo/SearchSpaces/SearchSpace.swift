import SwiftletGraphs
import SwiftletTensors

/// The networks that an architecture search chooses from: stages of inverted residuals, in which every block has a kernel and
/// an expansion ratio of its own. Every network of a space consists of ``blocks``.
public enum SearchSpace: String, Hashable, Sendable, CaseIterable {
    /// Once-for-all's over MobileNetV3-Large (Cai et al., arXiv 1908.09791, §4.1): kernels 3, 5, 7, expansions 3, 4, 6.
    case mobilenetv3
    /// ProxylessNAS (Cai et al., arXiv 1812.00332, §4.2): kernels 3, 5, 7, expansions 3, 6.
    case proxylessnas
    /// FBNet (Wu et al., arXiv 1812.03443, tables 1 and 2) without its grouped pointwise convolutions: kernels 3, 5,
    /// expansions 1, 3, 6.
    case fbnet
    /// The inverted residuals of MnasNet (Tan et al., arXiv 1807.11626, §4.1): kernels 3, 5, expansions 3, 6, each with and
    /// without squeeze-and-excite.
    case mnasnet

    /// A row of the paper's table of stages.
    struct Stage {
        let outputs: Int
        /// The stride of its first block.
        let stride: Int
        var activation: Activation = .relu
        var squeezes: [Bool] = [false]
    }

    /// Channels of the first stage's input, a map of 112×112: the output of the stem and of the blocks that are not searched.
    var stem: Int {
        switch self {
        case .mobilenetv3, .proxylessnas, .fbnet, .mnasnet: 16
        }
    }

    var stages: [Stage] {
        switch self {
        case .mobilenetv3:
            [
                Stage(outputs: 24, stride: 2), Stage(outputs: 40, stride: 2, squeezes: [true]),
                Stage(outputs: 80, stride: 2, activation: .hardSwish),
                Stage(outputs: 112, stride: 1, activation: .hardSwish, squeezes: [true]),
                Stage(outputs: 160, stride: 2, activation: .hardSwish, squeezes: [true]),
            ]
        case .proxylessnas:
            [(24, 2), (40, 2), (80, 2), (96, 1), (192, 2), (320, 1)].map {
                Stage(outputs: $0.0, stride: $0.1, activation: .relu6)
            }
        case .fbnet:
            [(16, 1), (24, 2), (32, 2), (64, 2), (112, 1), (184, 2), (352, 1)].map {
                Stage(outputs: $0.0, stride: $0.1)
            }
        case .mnasnet:
            [(24, 2), (40, 2), (80, 2), (96, 1), (192, 2), (320, 1)].map {
                Stage(outputs: $0.0, stride: $0.1, squeezes: [false, true])
            }
        }
    }

    public var kernels: [Int] {
        switch self {
        case .mobilenetv3, .proxylessnas: [3, 5, 7]
        case .fbnet, .mnasnet: [3, 5]
        }
    }

    public var expansions: [Int] {
        switch self {
        case .mobilenetv3: [3, 4, 6]
        case .proxylessnas, .mnasnet: [3, 6]
        case .fbnet: [1, 3, 6]
        }
    }

    /// Every block that a network of the space may have, each once. A stage has two kinds of block: the first, which may
    /// stride and widen, and those after it.
    public var blocks: [SearchBlock] {
        var result: [SearchBlock] = []
        var (inputs, side) = (stem, 112)
        for stage in stages {
            var places = [(inputs: inputs, side: side, stride: stage.stride)]
            side /= stage.stride
            if inputs != stage.outputs || stage.stride != 1 {
                places.append((inputs: stage.outputs, side: side, stride: 1))
            }
            for place in places {
                for squeezes in stage.squeezes {
                    for expansion in expansions {
                        for kernel in kernels {
                            result.append(
                                SearchBlock(
                                    inputs: place.inputs, outputs: stage.outputs, side: place.side,
                                    stride: place.stride, kernel: kernel, expansion: expansion, squeezes: squeezes,
                                    activation: stage.activation))
                        }
                    }
                }
            }
            inputs = stage.outputs
        }
        return result
    }
}

/// One choice for one place of a network: an inverted residual.
public struct SearchBlock: Hashable, Sendable {
    public let inputs: Int
    public let outputs: Int
    /// Height and width of the input.
    public let side: Int
    public let stride: Int
    public let kernel: Int
    /// Expanded channels per input channel. 1 means no expansion layer.
    public let expansion: Int
    /// Whether it has squeeze-and-excite.
    public let squeezes: Bool
    public let activation: Activation

    /// The block as a network of its own, for one picture.
    public func graph() throws(GraphError) -> Graph {
        let expanded = inputs * expansion
        let block = InvertedResidual(
            expanded: expanded, outputs: outputs, kernel: Size(square: kernel), stride: stride, activation: activation,
            squeezed: squeezes ? makeDivisible(Double(expanded) / 4) : nil, squeezeGate: .hardSigmoid,
            keys: expansion == 1 ? .timmSeparable : .timm)
        let style = NetworkStyle(classes: 1, paddingStyle: .symmetric, epsilon: 1e-5)
        return try Graph.build(name, input: [1, inputs, side, side]) { x in x.invertedResidual(block, style) }
    }

    /// `mb6 k5 s2 se 24→40 56×56`
    public var name: String {
        "mb\(expansion) k\(kernel) s\(stride)\(squeezes ? " se" : "") \(inputs)→\(outputs) \(side)×\(side)"
    }
}
