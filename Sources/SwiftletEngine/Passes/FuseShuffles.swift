import SwiftletGraphs

/// Fuses a concatenation of two halves and its channel shuffle into the convolution that computes the second half
/// (ShuffleNet V2 §3.2). The convolution stores to every other channel and puts the first half's channels between.
/// Three passes over the map become one, and the next unit splits the result as it is.
enum FuseShuffles: Pass {
    static let joinsLayers = true

    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            guard case .channelShuffle(groups: 2) = rewriter[index].operation,
                let concatenation = rewriter.soleProducer(of: rewriter[index].inputs[0]),
                case .concatenate = rewriter[concatenation].operation, rewriter[concatenation].inputs.count == 2
            else { return }
            let (first, second) = (rewriter[concatenation].inputs[0], rewriter[concatenation].inputs[1])
            guard rewriter.graph.shape(of: first) == rewriter.graph.shape(of: second), first != second,
                let producer = rewriter.soleProducer(of: second), rewriter[producer].interleaves
            else { return }
            if let slice = rewriter.producer(of: first), slice > producer {
                // A slice costs nothing at any position.
                guard case .slice = rewriter[slice].operation,
                    (rewriter.producer(of: rewriter[slice].inputs[0]) ?? -1) < producer
                else { return }
                rewriter.move(slice, before: producer)
            }
            rewriter[producer].epilogue.residual = .init(value: first, combination: .interleave)
            let output = rewriter[index].output
            rewriter[producer].sources += rewriter[index].sources
            rewriter.remove(index)
            rewriter.remove(concatenation)
            rewriter[producer].output = output
        }
    }
}

extension FusedNode {
    /// Whether the convolution can store to every other channel. The kernel must finish each sum before the store.
    fileprivate var interleaves: Bool {
        convolution?.groups == 1 && epilogue.residual == nil && epilogue.endsInClamp
    }
}
