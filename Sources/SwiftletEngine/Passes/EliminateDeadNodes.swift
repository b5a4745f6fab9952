import SwiftletGraphs

/// Takes away nodes whose result nobody reads.
enum EliminateDeadNodes: Pass {
    static func run(on graph: inout FusedGraph) {
        var live = Set(graph.outputs.values)
        var kept: [FusedNode] = []
        for node in graph.nodes.reversed() where live.contains(node.output) {
            live.formUnion(node.reads)
            kept.append(node)
        }
        graph.nodes = kept.reversed()
    }
}
