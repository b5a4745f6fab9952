import Graphs
import Tensors

/// Gives a depthwise convolution, and the dense one before it, to the pointwise one that alone reads it: the whole
/// inverted residual, or the stem and the separable convolution after it, by rows. Both maps in between then live in the
/// second-level cache and never in the arena.
///
/// It pays where the maps are far larger than that cache and the weights few.
enum FuseInvertedResiduals: Pass {
    // Measured: at 112 pixels the stem of MobileNet V2 and the block after it (5 KiB of weights) take a tenth less time by
    // rows; the blocks at 56 pixels (15 and 27 KiB) as much and 4 % more, those at 28 pixels 6 % more, since all weights
    // pass by for every few rows.

    /// Bytes of the map before the projection from which on it is worth keeping out of the arena.
    private static let leastMap = 1 << 20
    /// Bytes of the weights that pass by for every few rows.
    private static let mostWeights = 8 << 10

    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        let producers = graph.producers()
        var fused: Set<Int> = []
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard node.isPointwise(in: graph), node.residual?.combination != .interleave,
                let middle = producers[node.inputs[0].index], uses[node.inputs[0].index] == 1,
                !fused.contains(middle)
            else { continue }
            var depthwise = graph.nodes[middle]
            guard depthwise.depthwise(in: graph) != nil else { continue }
            var taken = [middle]
            if depthwise.expansion.isEmpty {
                guard let dense = producers[depthwise.inputs[0].index], uses[depthwise.inputs[0].index] == 1,
                    !fused.contains(dense), graph.nodes[dense].isPlainConvolution
                else { continue }
                depthwise.expansion = [graph.nodes[dense]]
                depthwise.inputs = graph.nodes[dense].inputs
                taken.append(dense)
            }
            guard isWorthwhile(node, depthwise, in: graph) else { continue }
            graph.nodes[index].depthwise = [depthwise]
            graph.nodes[index].inputs = depthwise.inputs
            fused.formUnion(taken)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }

    private static func isWorthwhile(_ node: FusedNode, _ depthwise: FusedNode, in graph: FusedGraph) -> Bool {
        if let fusesRows = graph.fusesRows { return fusesRows }
        let map = graph.shape(of: depthwise.output)
        let floats = map.channels * map.height * map.width
        let weights = (node.weight?.count ?? 0) + (depthwise.expansion.first?.weight?.count ?? 0)
        return floats >= leastMap / MemoryLayout<Float>.size && weights <= mostWeights / MemoryLayout<Float>.size
    }
}

extension FusedNode {
    /// A convolution of one group that nothing has been fused into but what follows its sum.
    fileprivate var isPlainConvolution: Bool {
        guard let convolution else { return false }
        return convolution.groups == 1 && residual == nil && expansion.isEmpty && depthwise.isEmpty
    }
}
