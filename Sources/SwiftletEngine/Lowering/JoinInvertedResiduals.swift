import SwiftletGraphs
import SwiftletTensors

extension LoweredGraph {
    /// Merges a dense convolution and the depthwise and pointwise ones after it into a step that computes them by rows:
    /// a whole inverted residual, or a stem and the separable convolution after it. Both maps between them stay in the
    /// second-level cache and are never written to the arena.
    ///
    /// This is faster if the maps are far larger than the cache and the weights are few; ``KernelSelection`` decides.
    mutating func joinInvertedResiduals() {
        rewrite { rewriter, index in
            var node = rewriter[index]
            guard case .product(let projection) = node.step,
                projection.layer.residual?.combination != .interleave,
                projection.layer.isPointwise(on: rewriter.graph.shape(of: node.inputs[0])),
                let middle = rewriter.soleProducer(of: node.inputs[0]),
                let layers = Self.layers(before: middle, in: rewriter)
            else { return }
            let (selection, input) = (rewriter.graph.selection, rewriter.graph.shape(of: layers.input))
            let key = selection.key(
                inputShape: input, dense: layers.dense.convolution, depthwise: layers.depthwise.convolution,
                output: rewriter.graph.shape(of: node.output))
            guard let bandRows = selection.bandRows(for: key) else {
                rewriter[index].declinedBlock = key
                return
            }
            node.step = .invertedResidual(
                .init(
                    dense: layers.dense, depthwise: layers.depthwise, projection: projection.layer,
                    expanded: layers.expanded, key: key, bandRows: bandRows))
            node.inputs = [layers.input]
            rewriter[index] = node
            for taken in layers.taken { rewriter.absorb(producer: taken, into: index) }
        }
    }

    private typealias Layers = (
        dense: ConvolutionLayer, depthwise: ConvolutionLayer, input: ValueID, expanded: Size, taken: [Int]
    )

    /// The dense and the depthwise convolution up to node `middle`, the dense one's input, the size of the map between
    /// them, and the nodes to remove, last first.
    private static func layers(before middle: Int, in rewriter: GraphRewriter<LoweredGraph>) -> Layers? {
        let input = rewriter[middle].inputs[0]
        let shape = rewriter.graph.shape(of: input)
        let size = Size(shape.height, shape.width)
        switch rewriter[middle].step {
        case .expandedDepthwise(let step): return (step.expansion, step.depthwise, input, size, [middle])
        case .depthwise(let step):
            guard let dense = rewriter.soleProducer(of: input), let layer = rewriter[dense].step.plainConvolution
            else { return nil }
            return (layer, step.layer, rewriter[dense].inputs[0], size, [middle, dense])
        default: return nil
        }
    }
}
