import SwiftletGraphs

/// Fuses an activation into the node that computes its input.
enum FuseActivations: Pass {
    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            guard case .activation(let activation) = rewriter[index].operation,
                let producer = rewriter.soleProducer(of: rewriter[index].inputs[0]),
                rewriter[producer].takes(activation)
            else { return }
            rewriter[producer].epilogue.activation = activation
            rewriter.absorb(index, into: producer)
        }
    }
}

extension FusedNode {
    fileprivate func takes(_ next: Activation) -> Bool {
        guard epilogue.activation == nil else { return false }
        switch operation {
        case .convolution: return true
        case .add, .multiply: return next.clampBounds != nil
        default: return false
        }
    }
}

extension Activation {
    /// The bounds, if the function is only a clamp.
    var clampBounds: (minimum: Float, maximum: Float)? {
        switch self {
        case .relu: (0, .infinity)
        case .relu6: (0, 6)
        default: nil
        }
    }
}
