import SwiftletGraphs
import SwiftletTensors

/// Multiplies batch norms into the convolution before them. One that follows anything else becomes a 1×1 depthwise
/// convolution.
enum FoldBatchNormalizations: Pass {
    static func run(on graph: inout FusedGraph) {
        let uses = graph.useCounts()
        var producers = graph.producers()
        var folded: Set<Int> = []
        for index in graph.nodes.indices {
            guard case .batchNormalization(let norm) = graph.nodes[index].operation else { continue }
            let input = graph.nodes[index].inputs[0]
            if let producer = producers[input.index], uses[input.index] == 1, graph.nodes[producer].takesScale {
                var node = graph.nodes[producer]
                node.parameters.norms.append(norm)
                node.output = graph.nodes[index].output
                node.sources += graph.nodes[index].sources
                graph.nodes[producer] = node
                producers[node.output.index] = producer
                folded.insert(index)
            } else {
                // The norm's factors are the weights.
                let channels = graph.nodes[index].parameters.shape[0]
                graph.nodes[index].operation = .convolution(
                    Convolution(outputs: channels, window: Window(kernel: 1), groups: channels, weight: norm.weight))
            }
        }
        graph.nodes = graph.nodes.indices.filter { !folded.contains($0) }.map { graph.nodes[$0] }
    }
}

extension FusedNode {
    /// Whether a factor and a term for each output channel can go into the weights.
    fileprivate var takesScale: Bool {
        guard activation == nil, residual == nil else { return false }
        switch operation {
        case .convolution, .transposedConvolution: return true
        default: return false
        }
    }
}
