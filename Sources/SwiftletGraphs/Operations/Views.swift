import SwiftletTensors

// What gives a value another name or shape, and computes nothing in inference.

extension Operation {
    /// The identity in inference; zeroes elements with probability `rate` in training.
    package struct Dropout: OperationDefinition {
        package let rate: Double

        package init(rate: Double) { self.rate = rate }

        package var name: String { "dropout" }
        package var options: [String] { ["\(rate)"] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .kept }
        package var mapScale: MapScale { .same }
        package var isView: Bool { true }
        package var onnxOperators: [String] { ["Dropout"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { inputs[0] }
        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }

    /// `[batch, channels, height, width]` → `[batch, channels · height · width]`.
    package struct Flatten: OperationDefinition {
        package init() {}

        package var name: String { "flatten" }
        package var options: [String] { [] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .rearranged }
        package var mapScale: MapScale { .replaced }
        package var isView: Bool { true }
        package var onnxOperators: [String] { ["Flatten"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            guard inputs[0].rank >= 1 else { throw TypeMismatch("a scalar cannot be flattened") }
            return try checked([inputs[0][0], inputs[0].extents.dropFirst().reduce(1, *)])
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }

    package struct Identity: OperationDefinition {
        package init() {}

        package var name: String { "identity" }
        package var options: [String] { [] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .kept }
        package var mapScale: MapScale { .same }
        package var isView: Bool { true }
        package var onnxOperators: [String] { ["Identity"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { inputs[0] }
        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    public func dropout(_ rate: Double) -> Value { appending(.dropout(rate: rate)) }
    public func flatten() -> Value { appending(.flatten) }
}
