import SwiftletTensors

/// A fully connected layer, `[batch, inputs]` → `[batch, outputs]`.
public struct Linear: Hashable, Sendable {
    public var outputs: Int
    /// The key of `[outputs, inputs]`.
    public var weight: String
    /// The key of `[outputs]`.
    public var bias: String?

    public init(outputs: Int, weight: String, bias: String? = nil) {
        self.outputs = outputs
        self.weight = weight
        self.bias = bias
    }
}

extension Linear: OperationDefinition {
    package var name: String { "linear" }
    package var options: [String] { bias == nil ? ["no bias"] : [] }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] {
        [ParameterSlot(.weight, weight) { [outputs] in [outputs, $0.channelCount] }]
            + ParameterSlot.bias(bias, outputs)
    }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .replaced }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["Gemm"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
        guard inputs[0].rank == 2 else { throw TypeMismatch("linear takes [batch, inputs], not \(inputs[0])") }
        return try checked([inputs[0][0], outputs])
    }

    package func macs(_ shapes: NodeShapes) -> Int {
        .saturatingProduct(shapes.output.count, shapes.input[1])
    }
}

extension Value {
    /// A fully connected layer with weight `name.weight`, `[outputs, features]`. A map is flattened first.
    public func linear(_ name: String, _ outputs: Int, bias: Bool = true) -> Value {
        guard shape.rank == 2 else { return flatten().linear(name, outputs, bias: bias) }
        let path = builder.path(name)
        let operation = Linear(outputs: outputs, weight: path + ".weight", bias: bias ? path + ".bias" : nil)
        return appending(.linear(operation), name: name)
    }
}
