import SwiftletGraphs
import SwiftletTensors

/// Folds each batch norm into the convolution before it. A batch norm after anything else becomes a 1×1 depthwise
/// convolution.
///
/// Here the norms are only noted: packing multiplies by their factors, so that weights are read once. The IR's own
/// `Graph.foldingBatchNormalizations(_:)` folds by the same rule and writes new weights.
enum FoldBatchNormalizations: Pass {
    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            guard case .batchNormalization(let norm) = rewriter[index].operation else { return }
            if let target = rewriter.foldingTarget(of: index, takesAffine: \.takesAffine) {
                rewriter[target].parameters.norms.append(FoldedNorm(norm))
                rewriter.absorb(index, into: target)
            } else {
                // The norm's factors are the weights.
                let channels = rewriter[index].parameters.shape[0]
                rewriter[index].operation = .convolution(
                    Convolution(outputs: channels, window: Window(kernel: 1), groups: channels, weight: norm.weight))
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
