import SwiftletGraphs

/// Turns a sum into a residual of the convolution that computes one of its terms, where the other term is ready by then.
enum FuseResiduals: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        var producers = graph.producers()
        var fused: Set<Int> = []
        for index in graph.nodes.indices {
            guard case .add = graph.nodes[index].operation, graph.nodes[index].activation == nil else { continue }
            let inputs = graph.nodes[index].inputs
            // The term that is computed last can take the other.
            let orders = [(inputs[1], inputs[0]), (inputs[0], inputs[1])].sorted {
                (producers[$0.0.index] ?? -1) > (producers[$1.0.index] ?? -1)
            }
            guard
                let (term, other) = orders.first(where: { term, other in
                    guard let producer = producers[term.index], uses[term.index] == 1, term != other,
                        graph.shape(of: term) == graph.shape(of: other),
                        (producers[other.index] ?? -1) < producer
                    else { return false }
                    return graph.nodes[producer].takesResidual(in: graph)
                }), let producer = producers[term.index]
            else { continue }
            graph.nodes[producer].residual = .init(
                value: other,
                combination: graph.nodes[producer].activation == nil ? .addBeforeClamp : .addAfterClamp)
            graph.nodes[producer].output = graph.nodes[index].output
            graph.nodes[producer].sources += graph.nodes[index].sources
            producers[graph.nodes[index].output.index] = producer
            fused.insert(index)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }
}

extension FusedNode {
    fileprivate func takesResidual(in graph: FusedGraph) -> Bool {
        guard convolution != nil, residual == nil, depthwise(in: graph) == nil else { return false }
        // After the activation only where that is a clamp, which the kernel applies before it stores.
        return activation.map { $0.clampBounds != nil } ?? true
    }
}
