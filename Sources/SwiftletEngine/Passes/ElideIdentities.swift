import SwiftletGraphs

/// Takes away what does nothing in inference: dropout, identity, the shuffle of one group, and the flattening of maps
/// of one pixel.
enum ElideIdentities: Pass {
    static func run(on graph: inout FusedGraph) {
        var kept: [FusedNode] = []
        for index in graph.nodes.indices {
            // Read here, not before: replacing changes the inputs of the nodes that follow.
            let node = graph.nodes[index]
            if isIdentity(node, in: graph) {
                graph.replace(node.output, with: node.inputs[0])
            } else {
                kept.append(node)
            }
        }
        graph.nodes = kept
    }

    private static func isIdentity(_ node: FusedNode, in graph: FusedGraph) -> Bool {
        switch node.operation {
        case .dropout, .identity, .channelShuffle(groups: 1):
            true
        case .flatten:
            // The same memory: [batch, channels, 1, 1] and [batch, channels].
            graph.shape(of: node.inputs[0]).extents.dropFirst(2).allSatisfy { $0 == 1 }
        case .adaptiveAveragePool(let size), .adaptiveMaxPool(let size):
            graph.shape(of: node.inputs[0]).extents.suffix(2) == [size.height, size.width]
        case .pad(let padding):
            padding.isZero
        default:
            false
        }
    }
}
