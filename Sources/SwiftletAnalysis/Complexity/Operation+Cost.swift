import SwiftletGraphs
import SwiftletTensors

extension Graph {
    /// What one node costs by itself, without its parameters' number: they may be shared.
    ///
    /// The switches here have no default, so that an operation without a rule does not compile.
    func cost(of node: Node, elementSize: Int) -> Cost {
        let output = shape(of: node.output)
        let activations =
            switch node.operation {
            case .convolution, .transposedConvolution, .linear: output.count
            case .batchNormalization, .activation, .parametricReLU, .maxPool, .averagePool, .adaptiveAveragePool,
                .adaptiveMaxPool, .add, .multiply, .concatenate, .slice, .channelShuffle, .localResponseNormalization,
                .dropout,
                .flatten, .softmax, .resize, .identity, .pad:
                0
            }
        return Cost(
            parameters: 0, macs: macs(of: node), elementwiseOperations: elementwiseOperations(of: node),
            activations: activations,
            memoryAccessBytes: Int.saturatingProduct(elementsMoved(by: node), elementSize))
    }

    /// Floating-point operations beside the multiply-accumulates. A function such as `exp` or `erf` counts as one, and so
    /// does a comparison. Weights are taken as they are in inference: a batch norm is one product and one sum.
    private func elementwiseOperations(of node: Node) -> Int {
        let output = shape(of: node.output)
        switch node.operation {
        case .convolution(let op): return op.bias == nil ? 0 : output.count
        case .transposedConvolution(let op): return op.bias == nil ? 0 : output.count
        case .linear(let op): return op.bias == nil ? 0 : output.count
        case .batchNormalization, .parametricReLU: return .saturatingProduct(2, output.count)
        case .activation(let activation): return .saturatingProduct(activation.operations, output.count)
        case .maxPool(let op): return .saturatingProduct(op.window.kernel.area - 1, output.count)
        case .averagePool(let op): return .saturatingProduct(op.window.kernel.area, output.count)
        case .adaptiveAveragePool(let size), .adaptiveMaxPool(let size):
            let input = shape(of: node.inputs[0])
            return .saturatingProduct(
                input.batch, input.channels, coverage(of: input.height, by: size.height),
                coverage(of: input.width, by: size.width))
        case .add, .multiply: return output.count
        // A square and a sum for each neighbour but one sum; then α, k, the power and the division.
        case .localResponseNormalization(let op): return .saturatingProduct(2 * op.size + 3, output.count)
        // The maximum, the difference from it, exp, their sum, the division.
        case .softmax: return .saturatingProduct(5, output.count)
        // Four products and three sums.
        case .resize(.bilinear): return .saturatingProduct(7, output.count)
        case .resize(.nearest), .concatenate, .slice, .channelShuffle, .dropout, .flatten, .identity, .pad: return 0
        }
    }

    /// Elements read and written: inputs, weights and output, each once. What only gives a value another name moves none.
    private func elementsMoved(by node: Node) -> Int {
        let output = shape(of: node.output).count
        let inputs = node.inputs.reduce(0) { $0.addingSaturating(shape(of: $1).count) }
        let weights = node.operation.parameters.reduce(0) { $0.addingSaturating(parameters[$1]?.shape.count ?? 0) }
        switch node.operation {
        case .convolution, .transposedConvolution, .linear, .batchNormalization, .activation, .parametricReLU, .maxPool,
            .averagePool, .adaptiveAveragePool, .adaptiveMaxPool, .add, .multiply, .concatenate, .channelShuffle,
            .localResponseNormalization, .softmax, .pad:
            return inputs.addingSaturating(weights).addingSaturating(output)
        case .slice: return output.addingSaturating(output)
        // The second input lends only its size.
        case .resize: return shape(of: node.inputs[0]).count.addingSaturating(output)
        case .dropout, .flatten, .identity: return 0
        }
    }

    /// Pixels along one axis that the cells of an adaptive pool cover, in all; cells may overlap.
    private func coverage(of extent: Int, by cells: Int) -> Int {
        // Cell i is ⌊i·extent/cells⌋ ..< ⌈(i+1)·extent/cells⌉; each boundary that is no whole number adds one pixel.
        guard extent % cells != 0 else { return extent }
        var (a, b) = (extent, cells)
        while b != 0 { (a, b) = (b, a % b) }
        return extent + cells - a
    }
}

extension Operation {
    /// True where the output is the first input under another name or shape.
    var isView: Bool {
        switch self {
        case .dropout, .flatten, .identity: true
        case .convolution, .transposedConvolution, .linear, .batchNormalization, .activation, .parametricReLU, .maxPool,
            .averagePool, .adaptiveAveragePool, .adaptiveMaxPool, .add, .multiply, .concatenate, .slice,
            .channelShuffle,
            .localResponseNormalization, .softmax, .resize, .pad:
            false
        }
    }
}

extension Activation {
    /// Floating-point operations for one element.
    var operations: Int {
        switch self {
        case .relu, .tanh: 1
        case .relu6, .leakyReLU: 2
        // A sum, two comparisons, a product; and another one.
        case .hardSigmoid: 4
        case .hardSwish: 5
        // A negation, exp, a sum, a division; and a product.
        case .sigmoid: 4
        case .silu: 5
        // A product, erf, a sum, two products.
        case .gelu: 5
        }
    }
}
