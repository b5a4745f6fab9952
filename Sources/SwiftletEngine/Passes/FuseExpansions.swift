import SwiftletGraphs

/// Gives a pointwise convolution to the depthwise one that alone reads it: expand and depthwise of the inverted residual,
/// a pointwise and the next depthwise layer of MobileNet. The expanded map, the largest of the block, is then never
/// written to the arena. Where measurement says that it is slower, they stay apart.
enum FuseExpansions: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        let producers = graph.producers()
        var fused: Set<Int> = []
        for index in graph.nodes.indices {
            guard let depthwise = graph.nodes[index].depthwise(in: graph), !depthwise.window.isPointwise else {
                continue
            }
            let expanded = graph.nodes[index].inputs[0]
            guard let producer = producers[expanded.index], uses[expanded.index] == 1,
                graph.nodes[producer].isPointwise(in: graph), graph.nodes[producer].residual == nil
            else { continue }
            let key = graph.selection.key(
                .expandedDepthwise, depthwise, input: graph.shape(of: graph.nodes[producer].inputs[0]),
                output: graph.shape(of: graph.nodes[index].output))
            guard graph.selection.blocking(for: key) != nil else { continue }
            graph.nodes[index].expansion = [graph.nodes[producer]]
            graph.nodes[index].inputs = graph.nodes[producer].inputs
            fused.insert(producer)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }
}
