import SwiftletTensors

/// What this module knows of one operation; ``Operation/definition`` finds it.
///
/// No requirement has a default: an operation that lacks a rule does not compile.
package protocol OperationDefinition: Hashable, Sendable {
    /// The field's name for the operation, which listings, tables and errors print.
    var name: String { get }
    /// The options that listings print after the name: those that differ from the usual.
    var options: [String] { get }
    /// How many values the operation reads.
    var arity: Arity { get }
    /// The parameters that the operation reads, in the order of the state dict.
    var parameters: [ParameterSlot] { get }
    /// How the type of the result's elements follows from the types that the operation reads.
    var elements: ElementRule { get }
    /// How the size of the result's map follows from the size of the input's.
    var mapScale: MapScale { get }
    /// Whether the result is the first input under another name or shape.
    var isView: Bool { get }
    /// The ONNX operators that compute the operation, one after the other.
    var onnxOperators: [String] { get }

    /// The shape of the result.
    /// - Parameter inputs: As many shapes as ``arity`` asks for.
    /// - Throws: ``TypeMismatch`` with the reason why the operation cannot take these shapes.
    func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape

    /// Multiply-accumulates as the papers count them; 0 where they count none. `Int.max` where they do not fit in `Int`.
    func macs(_ shapes: NodeShapes) -> Int
}

/// How many values an operation reads.
package enum Arity: Hashable, Sendable {
    case one, two
    /// A value, and a second one that only lends its size.
    case oneAndSize
    /// At least one value.
    case several

    func count(given count: Int) -> Int {
        switch self {
        case .one: 1
        case .two, .oneAndSize: 2
        case .several: max(count, 1)
        }
    }

    /// The inputs whose elements the operation reads.
    package func read<Input>(of inputs: [Input]) -> ArraySlice<Input> {
        switch self {
        case .one, .two, .several: inputs[...]
        case .oneAndSize: inputs.prefix(1)
        }
    }
}

/// How the size of an operation's map follows from the size of its input's.
package enum MapScale: Hashable, Sendable {
    /// The sizes agree, but for padding.
    case same
    /// The operation makes one pixel of `by` pixels in each direction.
    case reduced(by: Size)
    /// The operation makes `by` pixels of one pixel in each direction.
    case enlarged(by: Size)
    /// The second input's map lends its size.
    case likeSecondInput
    /// The operation sets the size itself, or its result is not a map.
    case replaced
}

/// A parameter that an operation reads.
package struct ParameterSlot: Sendable {
    /// What the parameter does in the operation.
    package enum Role: Sendable {
        case weight, bias, runningMean, runningVariance
    }

    package let role: Role
    /// The key in the state dict.
    package let key: String
    /// Whether the parameter may have one element that serves all channels.
    package let mayBeOneElement: Bool
    private let rule: @Sendable (Shape) -> [Int]

    /// - Parameter rule: The parameter's extents for the shape of the operation's first input, which may be any.
    package init(
        _ role: Role, _ key: String, mayBeOneElement: Bool = false, _ rule: @escaping @Sendable (Shape) -> [Int]
    ) {
        self.role = role
        self.key = key
        self.mayBeOneElement = mayBeOneElement
        self.rule = rule
    }

    /// A bias of `[count]`; none where there is no key.
    static func bias(_ key: String?, _ count: Int) -> [ParameterSlot] {
        key.map { [ParameterSlot(.bias, $0) { _ in [count] }] } ?? []
    }

    /// One element for each channel of a map, or for each feature of rows.
    static func perChannel(_ role: Role, _ key: String, mayBeOneElement: Bool = false) -> ParameterSlot {
        ParameterSlot(role, key, mayBeOneElement: mayBeOneElement) { [$0.channelCount] }
    }

    /// False for the statistics of a batch norm, which training gathers but no optimiser steps.
    package var isTrainable: Bool {
        switch role {
        case .weight, .bias: true
        case .runningMean, .runningVariance: false
        }
    }

    /// The extents that the parameter must have; a description from outside may make them negative.
    package func extents(input: Shape) -> [Int] { rule(input) }
}

/// The shapes of the values that a node reads and writes.
package struct NodeShapes: Hashable, Sendable {
    package let inputs: [Shape]
    package let output: Shape

    package init(inputs: [Shape], output: Shape) {
        self.inputs = inputs
        self.output = output
    }

    package var input: Shape { inputs[0] }
}

extension Graph {
    package func shapes(of node: Node) -> NodeShapes {
        NodeShapes(inputs: node.inputs.map { shape(of: $0) }, output: shape(of: node.output))
    }
}
