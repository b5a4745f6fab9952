import SwiftletTensors

extension Operation {
    /// `eˣ / Σ eˣ` over the channels (axis 1).
    package struct Softmax: OperationDefinition {
        package init() {}

        package var name: String { "softmax" }
        package var options: [String] { [] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .computed }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Softmax"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            guard inputs[0].rank >= 2 else {
                throw TypeMismatch("softmax takes [batch, classes, …], not \(inputs[0])")
            }
            return inputs[0]
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    public func softmax() -> Value { appending(.softmax) }
}
