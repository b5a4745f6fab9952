import SwiftletGraphs
import SwiftletTensors

extension LoweredGraph {
    /// Moves the scale of squeeze-and-excite (Hu et al. §3) into the pointwise convolution that alone reads the scaled
    /// map. The convolution scales its weights once per picture, which saves a pass over the map.
    mutating func scaleWeights() {
        rewrite { rewriter, index in
            var node = rewriter[index]
            guard case .product(var product) = node.step, product.inputScale == nil,
                product.layer.isPointwise(on: rewriter.graph.shape(of: node.inputs[0])),
                let multiply = rewriter.soleProducer(of: node.inputs[0]),
                case .elementwise(.multiply, nil, _) = rewriter[multiply].step
            else { return }
            let factors = rewriter[multiply].inputs
            let shapes = factors.map { rewriter.graph.shape(of: $0) }
            guard
                let scale = (0...1).first(where: { side in
                    shapes[side].height == 1 && shapes[side].width == 1
                        && shapes[side].channels == shapes[1 - side].channels
                        && shapes[side].batch == shapes[1 - side].batch
                })
            else { return }
            // Weights are fewer than the map's values only if the map has more pixels than the output has channels.
            let map = shapes[1 - scale]
            guard map.height * map.width > rewriter.graph.shape(of: node.output).channels else { return }
            product.inputScale = factors[scale]
            node.step = .product(product)
            node.inputs = [factors[1 - scale]]
            rewriter[index] = node
            rewriter.absorb(producer: multiply, into: index)
        }
    }
}
