import Graphs
import Tensors

/// Puts the zeros around a map in a copy of it, for dense convolutions by matrix products: every window then lies on the map, and one
/// matrix product serves every tile. The copy costs a few thousandths of the convolution.
enum InsertPadding: Pass {
    static func run(on graph: inout FusedGraph) {
        var nodes: [FusedNode] = []
        for var node in graph.nodes {
            if var convolution = node.convolution, node.depthwise(in: graph) == nil, !node.usesWinograd {
                let input = node.inputs[0]
                let shape = graph.shape(of: input)
                let padding = convolution.window.padding.resolved(
                    input: Size(shape.height, shape.width), window: convolution.window)
                if !padding.isZero {
                    let padded = graph.newValue([
                        shape.batch, shape.channels, shape.height + padding.vertical, shape.width + padding.horizontal,
                    ])
                    nodes.append(FusedNode(padding: input, by: padding, to: padded))
                    node.inputs[0] = padded
                }
                convolution.window.padding = .none
                node.operation = .convolution(convolution)
            }
            nodes.append(node)
        }
        graph.nodes = nodes
    }
}

extension FusedNode {
    init(padding input: ValueID, by padding: ResolvedPadding, to output: ValueID) {
        operation = .pad(padding)
        inputs = [input]
        self.output = output
        sources = ["pad"]
    }

    /// The convolution, if every channel is convolved by itself.
    func depthwise(in graph: FusedGraph) -> Convolution? {
        guard let convolution else { return nil }
        let channels = expansion.first?.convolution?.outputs ?? graph.shape(of: inputs[0]).channels
        return convolution.groups == channels && convolution.outputs == channels && channels > 1 ? convolution : nil
    }
}
