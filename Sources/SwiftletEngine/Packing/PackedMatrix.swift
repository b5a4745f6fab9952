import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a dense convolution as kernels read them: panels, biases, and what follows the sum.
struct PackedMatrix: Sendable {
    let weights: PackedConstants
    let epilogue: PackedEpilogue
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
    init(_ layer: ConvolutionLayer, segmentDepth: Int, kernels: KernelSet, packings: PackingRequests) {
        let (convolution, parameters) = (layer.convolution, layer.parameters)
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
        epilogue = PackedEpilogue(
            layer.epilogue,
            biases: packings.constants(
                ChannelBiases(groups: groups, channels: outputs, padded: panels * panelColumns), of: parameters),
            channels: convolution.outputs, knowsHardSwish: layer.residual == nil, packings: packings)
    }
}
