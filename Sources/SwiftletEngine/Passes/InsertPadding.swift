import SwiftletGraphs
import SwiftletTensors

/// Puts the zeros around a map in a copy of it, for dense convolutions by matrix products: every window then lies on the
/// map, and one matrix product serves every tile. The copy costs a few thousandths of the convolution.
enum InsertPadding: Pass {
    static func run(on graph: inout FusedGraph) {
        var nodes: [FusedNode] = []
        for var node in graph.nodes {
            if let expansion = node.depthwise.first?.expansion.first, let convolution = expansion.convolution {
                node.depthwise[0].expansion[0].operation = .convolution(
                    pad(&node.inputs[0], for: convolution, in: &graph, &nodes))
            } else if node.expansion.isEmpty, !node.usesWinograd, let convolution = node.convolution,
                node.depthwise(in: graph) == nil
            {
                node.operation = .convolution(pad(&node.inputs[0], for: convolution, in: &graph, &nodes))
            }
            nodes.append(node)
        }
        graph.nodes = nodes
    }

    /// Puts a padded copy in the input's place, where `convolution` wants one.
    /// - Returns: the convolution without padding.
    private static func pad(
        _ input: inout ValueID, for convolution: Convolution, in graph: inout FusedGraph, _ nodes: inout [FusedNode]
    ) -> Convolution {
        var convolution = convolution
        let shape = graph.shape(of: input)
        let padding = convolution.window.padding.resolved(
            input: Size(shape.height, shape.width), window: convolution.window)
        if !padding.isZero {
            let padded = graph.newValue([
                shape.batch, shape.channels, shape.height + padding.vertical, shape.width + padding.horizontal,
            ])
            nodes.append(FusedNode(padding: input, by: padding, to: padded))
            input = padded
        }
        convolution.window.padding = .none
        return convolution
    }
}

extension FusedNode {
    init(padding input: ValueID, by padding: ResolvedPadding, to output: ValueID) {
        operation = .pad(padding)
        inputs = [input]
        self.output = output
        sources = ["pad"]
    }
}
