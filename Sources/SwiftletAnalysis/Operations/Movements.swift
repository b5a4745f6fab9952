import SwiftletGraphs
import SwiftletTensors

// Operations that join, select, reorder, pad and resize, and those that only rename.

extension Operation.Concatenate: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] {
        var result: [[[Int]]] = []
        for (index, input) in shapes.inputs.enumerated() {
            result += (0..<input.channels).map { channel in
                shapes.inputs.indices.map { $0 == index ? [channel] : [] }
            }
        }
        return result
    }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.joined }
}

extension Operation.Slice: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }

    /// Reads only the channels of the slice.
    func elementsMoved(_ shapes: NodeShapes) -> Int { shapes.output.count.addingSaturating(shapes.output.count) }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { range.map { [[$0]] } }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension Operation.ChannelShuffle: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] {
        let perGroup = shapes.input.channels / groups
        return (0..<shapes.output.channels).map { [[$0 % groups * perGroup + $0 / groups]] }
    }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension Operation.Resize: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }

    func elementwiseOperations(_ shapes: NodeShapes) -> Int {
        switch interpolation {
        case .nearest: 0
        // Four products and three sums.
        case .bilinear: .saturatingProduct(7, shapes.output.count)
        }
    }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { (0..<shapes.output.channels).map { [[$0], []] } }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        let neighbours: Size
        switch interpolation {
        case .nearest: neighbours = 1
        case .bilinear: neighbours = 2
        }
        return inputs.field.scaled(from: inputs.input, to: inputs.output, neighbours: neighbours)
    }

}

extension Operation.Pad: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField {
        inputs.field.shifted(by: padding)
    }

}

extension Operation.Dropout: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension Operation.Flatten: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] {
        let area = shapes.output.channels / max(shapes.input.channels, 1)
        return (0..<shapes.output.channels).map { [[$0 / max(area, 1)]] }
    }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field.collapsed(over: inputs.input) }
}

extension Operation.Identity: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .movement }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { 0 }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}
