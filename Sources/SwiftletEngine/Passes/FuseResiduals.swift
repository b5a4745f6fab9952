import SwiftletGraphs

/// Turns a sum into a residual of the convolution that computes one term, if the other term is computed earlier.
enum FuseResiduals: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            let sum = rewriter[index]
            guard case .add = sum.operation, sum.epilogue.activation == nil else { return }
            func position(_ value: ValueID) -> Int { rewriter.producer(of: value) ?? -1 }
            // The term computed last can absorb the other.
            let orders = [(sum.inputs[1], sum.inputs[0]), (sum.inputs[0], sum.inputs[1])].sorted {
                position($0.0) > position($1.0)
            }
            for (term, other) in orders {
                guard let producer = rewriter.soleProducer(of: term), term != other,
                    rewriter.graph.shape(of: term) == rewriter.graph.shape(of: other), position(other) < producer,
                    rewriter[producer].takesResidual(in: rewriter.graph)
                else { continue }
                rewriter[producer].epilogue.residual = .init(
                    value: other,
                    combination: rewriter[producer].epilogue.activation == nil ? .addBeforeClamp : .addAfterClamp)
                rewriter.absorb(index, into: producer)
                return
            }
        }
    }
}

extension FusedNode {
    fileprivate func takesResidual(in graph: FusedGraph) -> Bool {
        // A residual can follow only a clamp, which the kernel applies before the store.
        convolution != nil && epilogue.residual == nil && depthwise(in: graph) == nil && epilogue.endsInClamp
    }
}
