import SwiftletGraphs

// What passes ask of a node.

extension FusedNode {
    /// Whether the node is a convolution that reads each pixel once, and nothing is computed on the way.
    func isPointwise(in graph: FusedGraph) -> Bool {
        guard let convolution, expansion.isEmpty, depthwise.isEmpty, inputScale == nil else { return false }
        let shape = graph.shape(of: inputs[0])
        return convolution.groups == 1 && convolution.window.kernel == 1 && convolution.window.stride == 1
            && convolution.window.padding.resolved(
                input: Size(shape.height, shape.width), window: convolution.window
            ).isZero
    }

    /// The convolution, if every channel is convolved by itself.
    func depthwise(in graph: FusedGraph) -> Convolution? {
        guard let convolution else { return nil }
        let channels = expansion.first?.convolution?.outputs ?? graph.shape(of: inputs[0]).channels
        return convolution.groups == channels && convolution.outputs == channels && channels > 1 ? convolution : nil
    }
}
