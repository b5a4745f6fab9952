import SwiftletGraphs
import SwiftletTensors

extension Activation: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .activation }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(operations, shapes.output.count) }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }

    /// Floating-point operations for each element.
    private var operations: Int {
        switch self {
        case .relu, .tanh: 1
        case .relu6, .leakyReLU: 2
        // A sum, two comparisons, a product. Hard swish adds a product.
        case .hardSigmoid: 4
        case .hardSwish: 5
        // A negation, exp, a sum, a division. SiLU adds a product.
        case .sigmoid: 4
        case .silu: 5
        // A product, erf, a sum, two products.
        case .gelu: 5
        }
    }
}

extension Operation.ParametricReLU: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .activation }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { .saturatingProduct(2, shapes.output.count) }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.field }
}

extension Operation.Arithmetic: OperationAnalysis {
    func kind(input: Shape) -> LayerKind { .elementwise }
    func elementwiseOperations(_ shapes: NodeShapes) -> Int { shapes.output.count }
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]] { shapes.sameChannels() }
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField { inputs.joined }
}
