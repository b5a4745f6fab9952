import SwiftletGraphs

extension LoweredGraph {
    /// Merges a pointwise convolution with the depthwise one that alone reads it: the first two layers of an inverted
    /// residual, or a pointwise layer of MobileNet V1 and the next depthwise one. The expanded map, the block's
    /// largest, is then never written to the arena. The layers stay apart if the tuning table found that faster.
    mutating func joinExpansions() {
        rewrite { rewriter, index in
            var node = rewriter[index]
            guard case .depthwise(let depthwise) = node.step, !depthwise.layer.window.isPointwise,
                let producer = rewriter.soleProducer(of: node.inputs[0]),
                case .product(let product) = rewriter[producer].step, product.layer.residual == nil
            else { return }
            let input = rewriter.graph.shape(of: rewriter[producer].inputs[0])
            guard product.layer.isPointwise(on: input) else { return }
            let selection = rewriter.graph.selection
            let key = selection.key(
                .expandedDepthwise, depthwise.layer.convolution, input: input,
                output: rewriter.graph.shape(of: node.output))
            guard let blocking = selection.blocking(for: key) else { return }
            node.step = .expandedDepthwise(
                .init(expansion: product.layer, depthwise: depthwise.layer, key: key, blocking: blocking))
            node.inputs = rewriter[producer].inputs
            rewriter[index] = node
            rewriter.absorb(producer: producer, into: index)
        }
    }
}
