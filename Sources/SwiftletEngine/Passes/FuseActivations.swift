import SwiftletGraphs

/// Gives an activation to the node that computes its input.
enum FuseActivations: Pass {
    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        var producers = graph.producers()
        var fused: Set<Int> = []
        for index in graph.nodes.indices {
            guard case .activation(let activation) = graph.nodes[index].operation else { continue }
            let input = graph.nodes[index].inputs[0]
            guard let producer = producers[input.index], uses[input.index] == 1,
                graph.nodes[producer].takes(activation)
            else { continue }
            graph.nodes[producer].activation = activation
            graph.nodes[producer].output = graph.nodes[index].output
            graph.nodes[producer].sources += graph.nodes[index].sources
            producers[graph.nodes[index].output.index] = producer
            fused.insert(index)
        }
        graph.nodes = graph.nodes.indices.filter { !fused.contains($0) }.map { graph.nodes[$0] }
    }
}

extension FusedNode {
    fileprivate func takes(_ next: Activation) -> Bool {
        guard activation == nil else { return false }
        switch operation {
        case .convolution: return true
        case .add, .multiply: return next.clampBounds != nil
        default: return false
        }
    }
}

extension Activation {
    /// The bounds, if the function is nothing but a clamp.
    var clampBounds: (minimum: Float, maximum: Float)? {
        switch self {
        case .relu: (0, .infinity)
        case .relu6: (0, 6)
        default: nil
        }
    }
}
