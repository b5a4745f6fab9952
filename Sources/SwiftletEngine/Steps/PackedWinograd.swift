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

    init(_ layer: ConvolutionLayer, groupPanels: Int, kernels: KernelSet) {
        let weight = layer.weight
        let columns = kernels.panelColumns
        let panels = weight.shape[0].dividedUp(by: columns)
        inputs = weight.shape[1]
        outputs = weight.shape[0]
        panelColumns = columns
        groups = stride(from: 0, to: panels, by: groupPanels).map { $0..<min($0 + groupPanels, panels) }
        weights = Packing.winogradPanels(weight, scale: layer.weightScale, groups: groups, panelColumns: columns)
        epilogue = PackedEpilogue(
            layer.epilogue, biases: PackedConstants(layer.epilogue.bias ?? [], paddedTo: panels * columns),
            channels: outputs, knowsHardSwish: false)
    }

    /// `[36][panels of the group][inputs][panelColumns]`.
    func panels(of group: Range<Int>) -> UnsafePointer<Float> {
        UnsafePointer(weights.floats + group.lowerBound * Winograd.planes * inputs * panelColumns)
    }
}
