import SwiftletGraphs
import SwiftletTensors

/// How a layer's constants follow from the network's parameters: which tensors it reads, and the batch norms that are folded
/// into it. Equal values give equal constants, whatever program they are for.
struct LayerParameters: Hashable, Sendable {
    /// The key of the weights. Nil for a batch norm that is a layer of its own: the norm's factors are its weights.
    var weight: String?
    /// The extents of the weights as the layer reads them, `[outputs, inputs / groups, height, width]`.
    var shape: Shape = []
    /// The key of the biases.
    var bias: String?
    /// The batch norms that follow, in order.
    var norms: [FoldedNorm] = []

    /// Weights of the layer; 0 for a layer without any.
    var weightCount: Int { shape.rank == 0 ? 0 : shape.count }

    /// The parameters that the layer reads.
    var keys: [String] {
        [weight, bias].compactMap(\.self) + norms.flatMap { [$0.weight, $0.bias, $0.runningMean, $0.runningVariance] }
    }
}

/// A batch norm that is folded into a layer. Its keys are kept, because making them allocates.
struct FoldedNorm: Hashable, Sendable {
    let operation: BatchNormalization
    let weight: String
    let bias: String
    let runningMean: String
    let runningVariance: String

    init(_ operation: BatchNormalization) {
        self.operation = operation
        weight = operation.weight
        bias = operation.bias
        runningMean = operation.runningMean
        runningVariance = operation.runningVariance
    }
}
