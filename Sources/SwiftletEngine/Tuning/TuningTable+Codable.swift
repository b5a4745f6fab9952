extension TuningTable: Codable {
    /// Reads the table's text as one string.
    /// - Throws: `DecodingError` if the text is not a table.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(try container.decode(String.self), source: "table")
        } catch let error as EngineError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Writes the table's text as one string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
