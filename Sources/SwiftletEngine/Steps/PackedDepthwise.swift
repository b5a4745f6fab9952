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

    init(_ layer: ConvolutionLayer, channels: Int, kernels: KernelSet) {
        paddedChannels = (channels + 31) / 32 * 32
        weights = Packing.depthwise(layer.weight, scale: layer.weightScale, paddedChannels: paddedChannels)
        rowPairs =
            kernels.element == .bfloat16 && Packing.hasRowPairs(layer.window)
            ? Packing.depthwiseRowPairs(layer.weight, scale: layer.weightScale) : nil
        epilogue = PackedEpilogue(
            layer.epilogue, biases: PackedConstants(layer.epilogue.bias ?? [], paddedTo: paddedChannels),
            channels: paddedChannels, knowsHardSwish: true)
    }

    /// The row pairs from a channel on, if there are any and a block begins there.
    func rowPairs(from channel: Int) -> MapPointer? {
        guard let rowPairs, channel % 32 == 0 else { return nil }
        return rowPairs.elements + channel * (rowPairs.count / paddedChannels)
    }
}
