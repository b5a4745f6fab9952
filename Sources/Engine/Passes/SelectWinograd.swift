import Graphs
import Tensors

/// Marks the convolutions that Winograd's algorithm computes faster: among dense 3 × 3 ones of stride 1, most that have
/// more than a few channels, unless the map is so small that the larger weights cost more than the products saved.
enum SelectWinograd: Pass {
    static func run(on graph: inout FusedGraph) {
        guard graph.algorithm != .direct else { return }
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard let convolution = node.convolution, node.expansion.isEmpty, node.depthwise.isEmpty,
                node.inputScale == nil, node.depthwise(in: graph) == nil, convolution.groups == 1,
                convolution.window.kernel == 3, convolution.window.stride == 1, convolution.window.dilation == 1,
                node.residual?.combination != .interleave
            else { continue }
            graph.nodes[index].usesWinograd =
                graph.algorithm == .winograd
                || isFaster(inputs: graph.shape(of: node.inputs[0]).channels, output: graph.shape(of: node.output))
        }
    }

    private static func isFaster(inputs: Int, output: Shape) -> Bool {
        let tiles =
            output.batch * WinogradBlocking.tiles(output.height) * WinogradBlocking.tiles(output.width)
        return ConvolutionCost.winograd(tiles: tiles, inputs: inputs, outputs: output.channels)
            < ConvolutionCost.direct(
                pixels: output.batch * output.height * output.width, inputs: inputs, outputs: output.channels)
    }
}
