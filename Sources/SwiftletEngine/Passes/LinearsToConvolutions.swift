import SwiftletGraphs
import SwiftletTensors

/// A linear layer is a convolution whose kernel is the whole map: 1×1 over pooled features, and height × width where a
/// map was flattened. The weights have the same order in both.
enum LinearsToConvolutions: Pass {
    static func run(on graph: inout FusedGraph) {
        let producers = graph.producers()
        for index in graph.nodes.indices {
            guard case .linear(let linear) = graph.nodes[index].operation else { continue }
            var kernel: Size = 1
            if let producer = producers[graph.nodes[index].inputs[0].index],
                case .flatten = graph.nodes[producer].operation
            {
                let map = graph.nodes[producer].inputs[0]
                let shape = graph.shape(of: map)
                kernel = Size(shape.height, shape.width)
                graph.nodes[index].inputs = [map]
            }
            let inputs = graph.nodes[index].parameters.shape[1] / kernel.area
            graph.nodes[index].operation = .convolution(
                Convolution(
                    outputs: linear.outputs, window: Window(kernel: kernel), weight: linear.weight, bias: linear.bias))
            graph.nodes[index].parameters.shape = [linear.outputs, inputs, kernel.height, kernel.width]
        }
    }
}
