import SwiftletTensors

/// The type of a value that flows through a graph, or of a parameter: its shape, how its elements are stored, and what
/// it is for.
public struct ValueType: Hashable, Sendable {
    /// `[batch, channels, height, width]` of a map, `[batch, features]` of rows.
    public let shape: Shape
    public let scalarType: ScalarType
    /// Tells which real numbers the integers stand for; nil where the elements are the numbers themselves.
    public let quantization: Quantization?
    public let role: ValueRole

    public init(_ shape: Shape, _ scalarType: ScalarType = .float32, role: ValueRole = .activation) {
        self.init(unchecked: shape, scalarType, nil, role)
    }

    /// A type whose integers stand for real numbers.
    /// - Throws: ``GraphError`` if `scalarType` is not int8, uint8, int16 or int32, if a zero point is beyond its range,
    ///   or if the scales do not fit the shape.
    public init(
        _ shape: Shape, _ scalarType: ScalarType, quantization: Quantization, role: ValueRole = .activation
    ) throws(GraphError) {
        do throws(TypeMismatch) {
            try quantization.check(shape, scalarType)
        } catch {
            throw GraphError(place: "", reason: error.reason)
        }
        self.init(unchecked: shape, scalarType, quantization, role)
    }

    private init(unchecked shape: Shape, _ scalarType: ScalarType, _ quantization: Quantization?, _ role: ValueRole) {
        self.shape = shape
        self.scalarType = scalarType
        self.quantization = quantization
        self.role = role
    }

    /// The bytes of all elements; `Int.max` where they do not fit in `Int`.
    public var byteCount: Int { .saturatingProduct(shape.count, scalarType.size) }

    /// The same type with another shape.
    /// - Throws: ``TypeMismatch`` if the scales do not fit the shape.
    package func with(shape: Shape) throws(TypeMismatch) -> ValueType {
        try quantization?.check(shape, scalarType)
        return ValueType(unchecked: shape, scalarType, quantization, role)
    }

    package func with(role: ValueRole) -> ValueType { ValueType(unchecked: shape, scalarType, quantization, role) }
}

/// What a value is for.
public enum ValueRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// It comes from outside: a picture, a label.
    case input
    /// A node computes it from inputs and parameters.
    case activation
    /// It is a tensor of the state dict.
    case parameter
    /// It is the derivative of a loss by another value.
    case gradient
}

extension ValueType: CustomStringConvertible {
    /// The shape, the scalar type unless it is float32, the quantization: `1×8×4×4 int8, scale 0.1, zero point 3`.
    public var description: String {
        var parts = [scalarType == .float32 ? "\(shape)" : "\(shape) \(scalarType)"]
        if let quantization { parts.append("\(quantization)") }
        return parts.joined(separator: ", ")
    }
}

extension ValueType: Codable {
    private enum Key: String, CodingKey {
        case shape, scalarType, quantization, role
    }

    /// - Throws: `DecodingError` for a quantization that does not fit the shape or the scalar type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let quantization = try container.decodeIfPresent(Quantization.self, forKey: .quantization)
        let plain = ValueType(
            try container.decode(Shape.self, forKey: .shape),
            try container.decode(ScalarType.self, forKey: .scalarType),
            role: try container.decode(ValueRole.self, forKey: .role))
        guard let quantization else {
            self = plain
            return
        }
        do throws(GraphError) {
            try self.init(plain.shape, plain.scalarType, quantization: quantization, role: plain.role)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .quantization, in: container, debugDescription: error.reason)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(shape, forKey: .shape)
        try container.encode(scalarType, forKey: .scalarType)
        try container.encodeIfPresent(quantization, forKey: .quantization)
        try container.encode(role, forKey: .role)
    }
}
