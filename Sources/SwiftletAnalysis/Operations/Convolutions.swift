import SwiftletGraphs
import SwiftletTensors

// Convolutions and linear layers.

extension Convolution: OperationAnalysis {
    func kind(input: Shape) -> LayerKind {
        if groups > 1 { return groups == input.channels ? .depthwise : .grouped }
        return window.isPointwise ? .pointwise : .dense
    }

    func elementwiseOperations(_ shapes: NodeShapes) -> Int { bias == nil ? 0 : shapes.output.count }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.channelsOfGroups(groups) }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field.sliding(window, over: inputs.input) }
    var slidingWindow: Window? { window }
    var convolutionGroups: Int? { groups }
}

extension TransposedConvolution: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .transposed }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { bias == nil ? 0 : shapes.output.count }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.channelsOfGroups(groups) }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        // An output pixel depends on ⌈span / stride⌉ input pixels.
        inputs.field.scaled(
            from: inputs.input, to: inputs.output,
            neighbours: Size(
                (window.span.height + window.stride.height - 1) / window.stride.height,
                (window.span.width + window.stride.width - 1) / window.stride.width))
    }

    var slidingWindow: Window? { window }
    var convolutionGroups: Int? { groups }
}

extension Linear: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .linear }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { bias == nil ? 0 : shapes.output.count }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.allChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}
