import Graphs
import Tensors

/// Marks the convolutions that Winograd's algorithm computes faster. It takes no other than dense 3 × 3 ones of stride 1.
enum SelectWinograd: Pass {
    static func run(on graph: inout FusedGraph) {
        guard graph.algorithm != .direct else { return }
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard let convolution = node.convolution, node.depthwise(in: graph) == nil, convolution.groups == 1,
                convolution.window.kernel == 3, convolution.window.stride == 1, convolution.window.dilation == 1
            else { continue }
            let cost = WinogradCost(inputs: graph.shape(of: node.inputs[0]).channels, output: graph.shape(of: node.output))
            graph.nodes[index].usesWinograd = graph.algorithm == .winograd || cost.isLower
        }
    }
}
