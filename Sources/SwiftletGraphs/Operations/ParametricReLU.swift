import SwiftletTensors

extension Operation {
    /// `max(0, x) + weight · min(0, x)`, with one weight for each channel, or one for all.
    package struct ParametricReLU: OperationDefinition {
        package let weight: String

        package init(weight: String) { self.weight = weight }

        package var name: String { "PReLU" }
        package var options: [String] { [] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [.perChannel(.weight, weight, mayBeOneElement: true)] }
        package var elements: ElementRule { .computed }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["PRelu"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { try inputs[0].asMapOrRows() }
        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    /// PReLU with one slope a channel, `name.weight`.
    public func prelu(_ name: String) -> Value {
        appending(.parametricReLU(weight: builder.path(name) + ".weight"), name: name)
    }
}
