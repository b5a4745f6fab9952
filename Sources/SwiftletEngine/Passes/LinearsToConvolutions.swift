import SwiftletGraphs
import SwiftletTensors

/// Turns a linear layer into a convolution whose kernel is the whole map: 1×1 on pooled features, height × width on a
/// flattened map. The weights keep their order.
enum LinearsToConvolutions: Pass {
    static func run(on graph: inout FusedGraph) {
        graph.rewrite { rewriter, index in
            var node = rewriter[index]
            guard case .linear(let linear) = node.operation else { return }
            var kernel: Size = 1
            if let producer = rewriter.producer(of: node.inputs[0]), case .flatten = rewriter[producer].operation {
                let map = rewriter[producer].inputs[0]
                let shape = rewriter.graph.shape(of: map)
                kernel = Size(shape.height, shape.width)
                node.inputs = [map]
            }
            let inputs = node.parameters.shape[1] / kernel.area
            node.operation = .convolution(
                Convolution(
                    outputs: linear.outputs, window: Window(kernel: kernel), weight: linear.weight, bias: linear.bias))
            node.parameters.shape = [linear.outputs, inputs, kernel.height, kernel.width]
            rewriter[index] = node
        }
    }
}
