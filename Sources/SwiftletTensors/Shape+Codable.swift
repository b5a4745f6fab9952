extension Shape: Codable {
    /// Reads an array of the extents, outermost first.
    /// - Throws: `DecodingError` for a negative extent, and if the number of elements does not fit in `Int`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let extents = try container.decode([Int].self)
        guard let shape = Shape(exactly: extents) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(extents) is not a tensor's shape")
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
