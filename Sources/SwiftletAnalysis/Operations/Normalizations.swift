import SwiftletGraphs
import SwiftletTensors

extension BatchNormalization: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .normalization }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(2, shapes.output.count) }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension LocalResponseNormalization: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .normalization }

    /// A square and a sum for each neighbour, with one sum less; then α, k, the power and the division.
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(2 * size + 3, shapes.output.count) }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] {
        let last = shapes.input.channels - 1
        return (0..<shapes.output.channels).map { channel in
            [Array(max(0, channel - size / 2)...min(last, channel + size / 2))]
        }
    }

    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension Operation.Softmax: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .elementwise }

    /// The maximum, the difference from it, `exp`, their sum, the division.
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(5, shapes.output.count) }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.allChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}
