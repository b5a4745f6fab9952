import SwiftletGraphs
import SwiftletTensors

extension LayerNorm2d: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .normalization }

    /// The sum for the mean, the difference from it, its square, the sum of squares, the division, the weight, the bias.
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(7, shapes.output.count) }

    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.allChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}
