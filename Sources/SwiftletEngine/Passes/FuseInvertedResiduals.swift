import SwiftletGraphs
import SwiftletTensors

/// Gives a depthwise convolution, and the dense one before it, to the pointwise one that alone reads it: the whole
/// inverted residual, or the stem and the separable convolution after it, by rows. Both maps in between then live in the
/// second-level cache and never in the arena.
///
/// It pays where the maps are far larger than that cache and the weights few; ``KernelSelection`` knows where.
enum FuseInvertedResiduals: Pass {
    static let joinsLayers = true

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
            let block = graph.selection.key(
                inputShape: graph.shape(of: depthwise.inputs[0]), dense: depthwise.expansion[0].convolution!,
                depthwise: depthwise.convolution!, output: graph.shape(of: node.output))
            graph.nodes[index].block = block
            guard graph.selection.bandRows(for: block) != nil else { continue }
            graph.nodes[index].depthwise = [depthwise]
            graph.nodes[index].inputs = depthwise.inputs
            fused.formUnion(taken)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }
}

extension FusedNode {
    /// A convolution of one group that nothing has been fused into but what follows its sum.
    fileprivate var isPlainConvolution: Bool {
        guard let convolution else { return false }
        return convolution.groups == 1 && residual == nil && expansion.isEmpty && depthwise.isEmpty
    }
}
