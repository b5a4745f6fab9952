import Graphs
import Tensors
import _MicrokernelInterface

/// The weights of a depthwise convolution as kernels read them, and what follows the sum.
struct PackedDepthwise: Sendable {
    let weights: PackedConstants
    let biases: PackedConstants
    let slopes: PackedConstants?
    let activation: ActivationFunction
    /// The stride of a tap's weights.
    let paddedChannels: Int

    init(_ node: FusedNode, channels: Int) {
        paddedChannels = (channels + 15) / 16 * 16
        weights = Packing.depthwise(node.weight!, scale: node.weightScale, paddedChannels: paddedChannels)
        biases = PackedConstants(node.bias ?? [], paddedTo: paddedChannels)
        slopes = ActivationFunction.slopes(node.activation, channels: paddedChannels)
        activation = ActivationFunction(node.activation, knowsHardSwish: true)
    }

    /// Applies a function that is no clamp to a run of pixels that has just been computed, its first channel being
    /// `channel`.
    func activate(_ run: DepthwiseArguments, channel: Int, kernels: KernelSet) {
        activation.apply(
            to: run.output, stride: run.outputStride, pixels: run.pixels, channels: run.channels,
            slopes: slopes.map { UnsafePointer($0.floats + channel) }, kernels: kernels)
    }
}
