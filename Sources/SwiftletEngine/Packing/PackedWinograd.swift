import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a 3 × 3 convolution at Winograd's points, `U = G g Gᵀ`, as panels of a matrix for each of the 36 planes,
/// and what follows the sum.
struct PackedWinograd: Sendable {
    let weights: PackedConstants
    let epilogue: PackedEpilogue
    let inputs: Int
    let outputs: Int
    let panelColumns: Int
    /// Panels that are multiplied, and lie, together.
    let groups: [Range<Int>]

    init(_ layer: ConvolutionLayer, groupPanels: Int, kernels: KernelSet, packings: PackingRequests) {
        let parameters = layer.parameters
        let layout = WinogradPanels(
            outputs: parameters.shape[0], inputs: parameters.shape[1], panelColumns: kernels.panelColumns,
            groupPanels: groupPanels)
        inputs = layout.inputs
        outputs = layout.outputs
        panelColumns = layout.panelColumns
        groups = layout.groups
        weights = packings.weights(layout, of: parameters, channels: outputs)
        epilogue = PackedEpilogue(
            layer.epilogue,
            biases: packings.constants(
                ChannelBiases(channels: outputs, padded: layout.units * panelColumns), of: parameters),
            channels: outputs, knowsHardSwish: false, packings: packings)
    }

    /// `[36][panels of the group][inputs][panelColumns]`.
    func panels(of group: Range<Int>) -> UnsafePointer<Float> {
        UnsafePointer(weights.floats + group.lowerBound * Winograd.planes * inputs * panelColumns)
    }
}
