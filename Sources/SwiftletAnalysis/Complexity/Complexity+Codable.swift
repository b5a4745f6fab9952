extension LayerKind: Codable {}
extension LayerGroup: Codable, CodingKeyRepresentable {}

extension Cost: Codable {
    private enum Key: String, CodingKey {
        case parameters, macs, elementwiseOperations, activations, memoryAccessBytes
    }

    /// - Throws: `DecodingError` for a negative count.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func count(_ key: Key) throws -> Int {
            let count = try container.decode(Int.self, forKey: key)
            guard count >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "\(count) is no count")
            }
            return count
        }
        self.init(
            parameters: try count(.parameters), macs: try count(.macs),
            elementwiseOperations: try count(.elementwiseOperations), activations: try count(.activations),
            memoryAccessBytes: try count(.memoryAccessBytes))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(macs, forKey: .macs)
        try container.encode(elementwiseOperations, forKey: .elementwiseOperations)
        try container.encode(activations, forKey: .activations)
        try container.encode(memoryAccessBytes, forKey: .memoryAccessBytes)
    }
}

extension ReceptiveField.Axis: Codable {
    private enum Key: String, CodingKey {
        case size, stride, centre
    }

    /// - Throws: `DecodingError` for impossible numbers, which would not fit whole pixels.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func pixels(_ key: Key) throws -> Double {
            let value = try container.decode(Double.self, forKey: key)
            guard abs(value) <= 0x1p52 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "\(value) is no number of pixels")
            }
            return value
        }
        self.init(size: try pixels(.size), stride: try pixels(.stride), centre: try pixels(.centre))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(size, forKey: .size)
        try container.encode(stride, forKey: .stride)
        try container.encode(centre, forKey: .centre)
    }
}
