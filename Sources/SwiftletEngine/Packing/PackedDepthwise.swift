import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a depthwise convolution as kernels read them, and what follows the sum.
struct PackedDepthwise: Sendable {
    let weights: PackedConstants
    /// The weights again for kernels that take two rows at once, where those serve the window.
    let rowPairs: PackedConstants?
    let epilogue: PackedEpilogue
    /// The stride of a tap's weights.
    let paddedChannels: Int

    init(_ layer: ConvolutionLayer, channels: Int, kernels: KernelSet, packings: PackingRequests) {
        let (parameters, kernel) = (layer.parameters, layer.window.kernel)
        let layout = DepthwiseTaps(channels: channels, taps: kernel.area)
        paddedChannels = layout.paddedChannels
        weights = packings.weights(layout, of: parameters, channels: channels)
        rowPairs =
            kernels.element == .bfloat16 && DepthwiseRowPairs.serves(layer.window)
            ? packings.weights(
                DepthwiseRowPairs(channels: channels, height: kernel.height, width: kernel.width), of: parameters,
                channels: channels) : nil
        epilogue = PackedEpilogue(
            layer.epilogue,
            biases: packings.constants(ChannelBiases(channels: channels, padded: paddedChannels), of: parameters),
            channels: paddedChannels, knowsHardSwish: true, packings: packings)
    }

    /// The row pairs from a channel on, if there are any and a block begins there.
    func rowPairs(from channel: Int) -> MapPointer? {
        guard let rowPairs, channel % 32 == 0 else { return nil }
        return rowPairs.elements + channel * (rowPairs.count / paddedChannels)
    }
}
