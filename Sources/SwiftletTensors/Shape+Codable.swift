extension Shape: Codable {
    /// Reads an array of the extents, outermost first.
    /// - Throws: `DecodingError` for a negative extent, and for more elements than `Int` counts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let extents = try container.decode([Int].self)
        guard let shape = Shape(exactly: extents) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(extents) is no tensor's shape")
        }
        self = shape
    }

    /// Writes an array of the extents, outermost first.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(extents)
    }
}

extension ScalarType: Codable {}
