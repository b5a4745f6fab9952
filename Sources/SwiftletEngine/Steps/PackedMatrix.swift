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
    init(_ layer: ConvolutionLayer, segmentDepth: Int, kernels: KernelSet) {
        let convolution = layer.convolution
        let groups = convolution.groups
        let weight = layer.weight
        let columns = kernels.panelColumns
        let outputs = convolution.outputs / groups
        let panels = outputs.dividedUp(by: columns)
        inputs = weight.shape[1]
        self.outputs = outputs
        self.panels = panels
        panelColumns = columns
        let depth = Packing.Depth(
            elements: inputs * convolution.window.kernel.area, segment: segmentDepth, step: kernels.depthStep)
        panelSize = depth.padded * columns
        weights = Packing.matrixPanels(
            weight, scale: layer.weightScale, groups: groups, panelColumns: columns, depth: depth,
            element: kernels.element)
        let bias = layer.epilogue.bias ?? []
        let biases = PackedConstants(count: groups * panels * columns) { buffer in
            for (channel, value) in bias.enumerated() {
                let (group, column) = channel.quotientAndRemainder(dividingBy: outputs)
                buffer[group * panels * columns + column] = value
            }
        }
        epilogue = PackedEpilogue(
            layer.epilogue, biases: biases, channels: convolution.outputs, knowsHardSwish: layer.residual == nil)
    }
}
