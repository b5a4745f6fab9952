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
            guard case .batchNormalization(let norm) = graph.nodes[index].operation,
                let scale = graph.nodes[index].weightScale, let shift = graph.nodes[index].bias
            else { continue }
            let input = graph.nodes[index].inputs[0]
            if let producer = producers[input.index], uses[input.index] == 1, graph.nodes[producer].takesScale {
                var node = graph.nodes[producer]
                let before = node.weightScale
                let bias = node.bias
                node.weightScale = scale.indices.map { scale[$0] * (before?[$0] ?? 1) }
                node.bias = scale.indices.map { (bias?[$0] ?? 0) * scale[$0] + shift[$0] }
                node.output = graph.nodes[index].output
                node.sources += graph.nodes[index].sources
                graph.nodes[producer] = node
                producers[node.output.index] = producer
                folded.insert(index)
            } else {
                let channels = scale.count
                graph.nodes[index].operation = .convolution(
                    Convolution(outputs: channels, window: Window(kernel: 1), groups: channels, weight: norm.weight))
                graph.nodes[index].weight = Tensor(scale, shape: [channels, 1, 1, 1])
                graph.nodes[index].weightScale = nil
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
