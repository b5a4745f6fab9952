import SwiftletTensors

/// Why values cannot meet in an operation; whoever catches it knows the place.
package struct TypeMismatch: Error {
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// How the type of a result's elements follows from the types that an operation reads.
package enum ElementRule: Hashable, Sendable {
    /// The operation calculates with the elements. They have one floating-point type, which is the result's.
    case computed
    /// The operation moves or compares elements, and each stays in its channel. The result keeps their type and
    /// quantization.
    case kept
    /// The operation moves elements from channel to channel. The result keeps their type and quantization, which is one
    /// for all channels.
    case rearranged
}

extension Operation {
    /// The type of the result for inputs of the given types.
    /// - Throws: ``TypeMismatch`` with the reason why the operation cannot take these types.
    package func resultType(_ inputs: [ValueType]) throws(TypeMismatch) -> ValueType {
        let definition = definition
        let count = definition.arity.count(given: inputs.count)
        guard inputs.count == count else {
            throw TypeMismatch("\(definition.name) takes \(count) inputs, not \(inputs.count)")
        }
        let shape = try definition.outputShape(inputs.map(\.shape))
        return try definition.elements.result(shape, of: definition.arity.read(of: inputs), name: definition.name)
    }
}

extension ElementRule {
    /// - Parameter inputs: The types of the inputs whose elements are read; at least one.
    fileprivate func result(_ shape: Shape, of inputs: ArraySlice<ValueType>, name: String) throws(TypeMismatch)
        -> ValueType
    {
        let first = inputs[inputs.startIndex]
        for input in inputs where input.scalarType != first.scalarType {
            throw TypeMismatch("\(name) cannot mix \(first.scalarType) and \(input.scalarType)")
        }
        switch self {
        case .computed:
            guard first.scalarType.isFloatingPoint else {
                throw TypeMismatch("\(name) takes floating-point values, not \(first.scalarType)")
            }
        case .kept, .rearranged:
            for input in inputs where input.quantization != first.quantization {
                throw TypeMismatch("\(name) cannot mix values of different scales")
            }
            if self == .rearranged, first.quantization?.axis != nil {
                throw TypeMismatch("\(name) moves values between channels, which have scales of their own")
            }
        }
        return try first.with(role: inputs.contains { $0.role == .gradient } ? .gradient : .activation)
            .with(shape: shape)
    }
}
