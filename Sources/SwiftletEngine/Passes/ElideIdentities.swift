import SwiftletGraphs

/// Removes operations without effect in inference: dropout, identities, shuffles of one group, pools that keep the
/// map's size, zero paddings, and the flattening of one-pixel maps.
enum ElideIdentities: Pass {
    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            let node = rewriter[index]
            if isIdentity(node, in: rewriter.graph) { rewriter.bypass(index, with: node.inputs[0]) }
        }
    }

    private static func isIdentity(_ node: FusedNode, in graph: FusedGraph) -> Bool {
        switch node.operation {
        case .dropout, .identity, .channelShuffle(groups: 1):
            true
        case .flatten:
            // [batch, channels, 1, 1] and [batch, channels] are the same memory.
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
