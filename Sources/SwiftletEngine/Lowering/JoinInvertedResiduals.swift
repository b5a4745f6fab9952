import SwiftletGraphs
import SwiftletTensors

extension LoweredGraph {
    /// Gives a depthwise convolution, and the dense one before it, to the pointwise one that alone reads it: the whole
    /// inverted residual, or the stem and the separable convolution after it, by rows. Both maps in between then live in
    /// the second-level cache and never in the arena.
    ///
    /// It pays where the maps are far larger than that cache and the weights few; ``KernelSelection`` knows where.
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
            let middleShape = rewriter.graph.shape(of: rewriter[middle].output)
            node.step = .invertedResidual(
                .init(
                    dense: layers.dense, depthwise: layers.depthwise, projection: projection.layer,
                    expanded: layers.expanded, middle: Size(middleShape.height, middleShape.width), key: key,
                    bandRows: bandRows))
            node.inputs = [layers.input]
            rewriter[index] = node
            for taken in layers.taken { rewriter.absorb(producer: taken, into: index) }
        }
    }

    private typealias Layers = (
        dense: ConvolutionLayer, depthwise: ConvolutionLayer, input: ValueID, expanded: Size, taken: [Int]
    )

    /// The dense convolution and the depthwise one that node `middle` computes or ends, the value that they read, the size of
    /// the map between them, and the nodes to remove, the last first.
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
