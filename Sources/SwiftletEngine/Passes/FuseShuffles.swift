import SwiftletGraphs

/// Turns a concatenation of two halves and its channel shuffle into the way in which the convolution that computes the
/// second half stores: every other channel, the first half's between them (ShuffleNet V2 §3.2). What was three passes
/// over the map is one, and what the convolution writes is what the next unit splits.
enum FuseShuffles: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        let producers = graph.producers()
        var fused: Set<Int> = []
        var hoisted: [Int: Int] = [:]
        for index in graph.nodes.indices {
            guard case .channelShuffle(groups: 2) = graph.nodes[index].operation,
                let concatenation = producers[graph.nodes[index].inputs[0].index],
                uses[graph.nodes[index].inputs[0].index] == 1,
                case .concatenate = graph.nodes[concatenation].operation,
                graph.nodes[concatenation].inputs.count == 2
            else { continue }
            let first = graph.nodes[concatenation].inputs[0]
            let second = graph.nodes[concatenation].inputs[1]
            guard graph.shape(of: first) == graph.shape(of: second), first != second,
                let producer = producers[second.index], uses[second.index] == 1,
                graph.nodes[producer].interleaves(in: graph)
            else { continue }
            if let slice = producers[first.index], slice > producer {
                // A slice costs nothing, wherever it stands.
                guard case .slice = graph.nodes[slice].operation,
                    (producers[graph.nodes[slice].inputs[0].index] ?? -1) < producer
                else { continue }
                hoisted[producer] = slice
            }
            graph.nodes[producer].residual = .init(value: first, combination: .interleave)
            graph.nodes[producer].output = graph.nodes[index].output
            graph.nodes[producer].sources += graph.nodes[index].sources
            fused.insert(index)
            fused.insert(concatenation)
        }
        let moved = fused.union(hoisted.values)
        graph.nodes = graph.nodes.indices.flatMap { index in
            moved.contains(index) ? [] : (hoisted[index].map { [graph.nodes[$0]] } ?? []) + [graph.nodes[index]]
        }
    }
}

extension FusedNode {
    /// Whether the convolution can store every other channel: what follows its sum must be a clamp, which the kernel
    /// applies before it stores.
    fileprivate func interleaves(in graph: FusedGraph) -> Bool {
        guard let convolution, residual == nil, convolution.groups == 1 else { return false }
        return activation.map { $0.clampBounds != nil } ?? true
    }
}
