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
    init(_ node: FusedNode, _ convolution: Convolution, segmentDepth: Int, kernels: KernelSet) {
        let groups = convolution.groups
        let weight = node.weight!
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
            weight, scale: node.weightScale, groups: groups, panelColumns: columns, depth: depth,
            element: kernels.element)
        let bias = node.bias ?? []
        biases = PackedConstants(count: groups * panels * columns) { buffer in
            for (channel, value) in bias.enumerated() {
                let (group, column) = channel.quotientAndRemainder(dividingBy: outputs)
                buffer[group * panels * columns + column] = value
            }
        }
        slopes = ActivationFunction.slopes(node.activation, channels: convolution.outputs)
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
