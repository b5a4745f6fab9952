import SwiftletTensors

/// How integers stand for real numbers: `real = scale · (integer − zero point)`, as ONNX's `DequantizeLinear` computes it.
public struct Quantization: Hashable, Sendable {
    /// One scale for the whole tensor, or one for each index along ``axis``. Each is finite and greater than zero.
    public let scales: [Float]
    /// The integers that stand for zero, one for each scale.
    public let zeroPoints: [Int]
    /// The axis along which the scales differ: 0 for the outputs of a weight, 1 for the channels of a map. Nil where one
    /// scale serves the whole tensor.
    public let axis: Int?

    /// One scale for the whole tensor.
    /// - Throws: ``GraphError`` if the scale is not a finite number greater than zero.
    public init(scale: Float, zeroPoint: Int = 0) throws(GraphError) {
        try self.init([scale], [zeroPoint], nil)
    }

    /// One scale for each index along `axis`; zero points that are not given are 0.
    /// - Throws: ``GraphError`` if a scale is not a finite number greater than zero, if there are none, if the axis is
    ///   negative, or if there are more or fewer zero points than scales.
    public init(scales: [Float], zeroPoints: [Int]? = nil, axis: Int) throws(GraphError) {
        try self.init(scales, zeroPoints ?? [Int](repeating: 0, count: scales.count), axis)
    }

    private init(_ scales: [Float], _ zeroPoints: [Int], _ axis: Int?) throws(GraphError) {
        func fail(_ reason: String) -> GraphError { GraphError(place: "", reason: reason) }
        guard !scales.isEmpty else { throw fail("a quantization without scales") }
        for scale in scales where !(scale.isFinite && scale > 0) { throw fail("a scale of \(scale)") }
        guard zeroPoints.count == scales.count else {
            throw fail("\(scales.count) scales with \(zeroPoints.count) zero points")
        }
        if let axis, axis < 0 { throw fail("scales along axis \(axis)") }
        self.scales = scales
        self.zeroPoints = zeroPoints
        self.axis = axis
    }

    /// - Throws: ``TypeMismatch`` if values of the shape and the scalar type cannot have this quantization.
    func check(_ shape: Shape, _ scalarType: ScalarType) throws(TypeMismatch) {
        guard let range = scalarType.quantizedRange else { throw TypeMismatch("\(scalarType) is not quantized") }
        for zeroPoint in zeroPoints where !range.contains(zeroPoint) {
            throw TypeMismatch("a zero point of \(zeroPoint) is beyond \(scalarType)")
        }
        guard let axis else { return }
        guard axis < shape.rank, shape[axis] == scales.count else {
            throw TypeMismatch("\(scales.count) scales along axis \(axis) do not fit \(shape)")
        }
    }
}

extension ScalarType {
    /// The integers of a type that may be quantized; nil for other types. Biases are int32.
    fileprivate var quantizedRange: ClosedRange<Int>? {
        switch self {
        case .int8: -128...127
        case .uint8: 0...255
        case .int16: -32_768...32_767
        case .int32: Int(Int32.min)...Int(Int32.max)
        case .float64, .float32, .float16, .bfloat16, .int64, .bool: nil
        }
    }
}

extension Quantization: CustomStringConvertible {
    /// `scale 0.1, zero point 3`, or `64 scales along axis 0`.
    public var description: String {
        if let axis { return "\(scales.count) scales along axis \(axis)" }
        return zeroPoints[0] == 0 ? "scale \(scales[0])" : "scale \(scales[0]), zero point \(zeroPoints[0])"
    }
}

extension Quantization: Codable {
    private enum Key: String, CodingKey {
        case scales, zeroPoints, axis
    }

    /// - Throws: `DecodingError` for scales, zero points or an axis that the initialisers refuse.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let axis = try container.decodeIfPresent(Int.self, forKey: .axis)
        let scales = try container.decode([Float].self, forKey: .scales)
        let zeroPoints = try container.decode([Int].self, forKey: .zeroPoints)
        guard axis != nil || scales.count <= 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .axis, in: container, debugDescription: "\(scales.count) scales need an axis")
        }
        do throws(GraphError) {
            try self.init(scales, zeroPoints, axis)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: .scales, in: container, debugDescription: error.reason)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(scales, forKey: .scales)
        try container.encode(zeroPoints, forKey: .zeroPoints)
        try container.encodeIfPresent(axis, forKey: .axis)
    }
}
