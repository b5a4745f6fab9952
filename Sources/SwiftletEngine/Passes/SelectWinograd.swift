import SwiftletGraphs
import SwiftletTensors

/// Marks the convolutions that Winograd's algorithm computes faster: among dense 3 × 3 ones of stride 1, most that have
/// more than a few channels, unless the map is so small that the larger weights cost more than the products saved.
enum SelectWinograd: Pass {
    static func run(on graph: inout FusedGraph) {
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard let convolution = node.convolution, node.expansion.isEmpty, node.depthwise.isEmpty,
                node.inputScale == nil, node.depthwise(in: graph) == nil, node.residual?.combination != .interleave
            else { continue }
            graph.nodes[index].usesWinograd = graph.selection.usesWinograd(
                for: graph.selection.key(
                    dense: convolution, input: graph.shape(of: node.inputs[0]), output: graph.shape(of: node.output)))
        }
    }
}
