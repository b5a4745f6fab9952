import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a dense convolution as kernels read them: panels, biases, and what follows the sum.
struct PackedMatrix: Sendable {
    let weights: PackedConstants
    let biases: PackedConstants
    let slopes: PackedConstants?
    let activation: ActivationFunction
    /// Input channels of a group.
    let inputs: Int
    /// Output channels of a group.
    let outputs: Int
    /// Panels of a group.
    let panels: Int
    /// Elements of a panel.
    let panelSize: Int
    let panelColumns: Int

    /// - Parameter segmentDepth: Elements next to each other in the input that a run of the product's depth takes in.
    init(
        _ node: FusedNode, _ convolution: Convolution, segmentDepth: Int, kernels: KernelSet, packings: PackingRequests
    ) {
        let parameters = node.parameters
        let groups = convolution.groups
        let layout = MatrixPanels(
            groups: groups, outputs: convolution.outputs / groups, inputs: parameters.shape[1],
            taps: convolution.window.kernel.area, segmentDepth: segmentDepth, kernels: kernels)
        inputs = layout.inputs
        outputs = layout.outputs
        panels = layout.panels
        panelSize = layout.panelSize
        panelColumns = layout.panelColumns
        weights = packings.weights(layout, of: parameters, channels: convolution.outputs)
        biases = packings.constants(
            ChannelBiases(groups: groups, channels: outputs, padded: panels * panelColumns), of: parameters)
        slopes = packings.slopes(node.activation, channels: convolution.outputs)
        activation = ActivationFunction(node.activation, knowsHardSwish: node.residual == nil)
    }

    /// Applies a function that is no clamp to a tile that has just been computed, its first column being output
    /// `channel`.
    func activate(_ product: MatrixProductArguments, channel: Int, kernels: KernelSet) {
        activation.apply(
            to: product.c, stride: product.cStride, pixels: product.rows, channels: product.columns,
            slopes: slopes.map { UnsafePointer($0.floats + channel) }, kernels: kernels)
    }
}
