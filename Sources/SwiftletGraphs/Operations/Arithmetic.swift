import SwiftletTensors

extension Operation {
    /// The sum or the product of two values; an extent of 1 is repeated.
    package struct Arithmetic: OperationDefinition {
        package enum Kind: String, Sendable {
            case add, multiply
        }

        package let kind: Kind

        package init(_ kind: Kind) { self.kind = kind }

        package var name: String { kind.rawValue }
        package var options: [String] { [] }
        package var arity: Arity { .two }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .computed }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] {
            switch kind {
            case .add: ["Add"]
            case .multiply: ["Mul"]
            }
        }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let (a, b) = (inputs[0], inputs[1])
            guard a.rank == b.rank else { throw TypeMismatch("\(a) and \(b) cannot be combined") }
            var extents: [Int] = []
            for (x, y) in zip(a.extents, b.extents) {
                guard x == y || x == 1 || y == 1 else { throw TypeMismatch("\(a) and \(b) cannot be combined") }
                extents.append(max(x, y))
            }
            return try checked(extents)
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    public static func + (a: Value, b: Value) -> Value { a.appending(.add, with: [b]) }
    public static func * (a: Value, b: Value) -> Value { a.appending(.multiply, with: [b]) }
}
