import SwiftletTensors

/// Inference form: `(x − mean) / √(variance + ε) · weight + bias`, for each channel of a map or each feature of rows.
public struct BatchNormalization: Hashable, Sendable {
    public var epsilon: Double
    /// The keys are this and `.weight`, `.bias`, `.running_mean` and `.running_var`; each tensor is `[channels]`.
    public var prefix: String

    public init(epsilon: Double, prefix: String) {
        self.epsilon = epsilon
        self.prefix = prefix
    }

    public var weight: String { prefix + ".weight" }
    public var bias: String { prefix + ".bias" }
    public var runningMean: String { prefix + ".running_mean" }
    public var runningVariance: String { prefix + ".running_var" }
}

extension BatchNormalization: OperationDefinition {
    package var name: String { "batch norm" }
    package var options: [String] { ["ε \(epsilon)"] }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] {
        [
            .perChannel(.weight, weight), .perChannel(.bias, bias), .perChannel(.runningMean, runningMean),
            .perChannel(.runningVariance, runningVariance),
        ]
    }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .same }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["BatchNormalization"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { try inputs[0].asMapOrRows() }
    package func macs(_ shapes: NodeShapes) -> Int { 0 }
}

extension Value {
    /// Batch normalisation with `name.weight`, `.bias`, `.running_mean` and `.running_var`.
    public func batchNorm(_ name: String, epsilon: Double = 1e-5) -> Value {
        appending(.batchNormalization(BatchNormalization(epsilon: epsilon, prefix: builder.path(name))), name: name)
    }
}
