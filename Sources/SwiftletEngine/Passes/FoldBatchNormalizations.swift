import SwiftletGraphs
import SwiftletTensors

/// Folds each batch norm into the convolution before it. A batch norm after anything else becomes a 1×1 depthwise
/// convolution.
///
/// The factors stay separate until the weights are packed, so that weights are read once. The IR's own
/// `Graph.foldingBatchNormalizations(_:)` folds by the same rule and writes new weights.
enum FoldBatchNormalizations: Pass {
    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            var norm = rewriter[index]
            guard case .batchNormalization(let operation) = norm.operation, let scale = norm.weightScale,
                let shift = norm.epilogue.bias
            else { return }
            if let target = rewriter.foldingTarget(of: index, takesAffine: \.takesAffine) {
                let (before, bias) = (rewriter[target].weightScale, rewriter[target].epilogue.bias)
                rewriter[target].weightScale = scale.indices.map { scale[$0] * (before?[$0] ?? 1) }
                rewriter[target].epilogue.bias = scale.indices.map { (bias?[$0] ?? 0) * scale[$0] + shift[$0] }
                rewriter.absorb(index, into: target)
            } else {
                let channels = scale.count
                norm.operation = .convolution(
                    Convolution(
                        outputs: channels, window: Window(kernel: 1), groups: channels, weight: operation.weight))
                norm.weight = Tensor(scale, shape: [channels, 1, 1, 1])
                norm.weightScale = nil
                rewriter[index] = norm
            }
        }
    }
}

extension FusedNode {
    /// Whether the node can absorb a factor and a term per output channel.
    fileprivate var takesAffine: Bool {
        guard epilogue.isOpen else { return false }
        switch operation {
        case .convolution, .transposedConvolution: return true
        default: return false
        }
    }
}
