import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a depthwise convolution as kernels read them, and what follows the sum.
struct PackedDepthwise: Sendable {
    let weights: PackedConstants
    /// The weights again for kernels that take two rows at once, where those serve the window.
    let rowPairs: PackedConstants?
    let biases: PackedConstants
    let slopes: PackedConstants?
    let activation: ActivationFunction
    /// The stride of a tap's weights.
    let paddedChannels: Int

    init(_ node: FusedNode, channels: Int, kernels: KernelSet, packings: PackingRequests) {
        let parameters = node.parameters
        let window = node.convolution!.window
        let layout = DepthwiseTaps(channels: channels, taps: window.kernel.area)
        paddedChannels = layout.paddedChannels
        weights = packings.weights(layout, of: parameters, channels: channels)
        rowPairs =
            kernels.element == .bfloat16 && DepthwiseRowPairs.serves(window)
            ? packings.weights(
                DepthwiseRowPairs(channels: channels, height: window.kernel.height, width: window.kernel.width),
                of: parameters, channels: channels) : nil
        biases = packings.constants(ChannelBiases(channels: channels, padded: paddedChannels), of: parameters)
        slopes = packings.slopes(node.activation, channels: paddedChannels)
        activation = ActivationFunction(node.activation, knowsHardSwish: true)
    }

    /// The row pairs from a channel on, if there are any and a block begins there.
    func rowPairs(from channel: Int) -> MapPointer? {
        guard let rowPairs, channel % 32 == 0 else { return nil }
        return rowPairs.elements + channel * (rowPairs.count / paddedChannels)
    }

    /// Applies a function that is no clamp to a run of pixels that has just been computed, its first channel being
    /// `channel`.
    func activate(_ run: DepthwiseArguments, channel: Int, kernels: KernelSet) {
        activation.apply(
            to: run.output, stride: run.outputStride, pixels: run.pixels, channels: run.channels,
            slopes: slopes.map { UnsafePointer($0.floats + channel) }, kernels: kernels)
    }
}
