extension CatalogueEntry: Codable, CustomStringConvertible {
    private enum Key: String, CodingKey {
        case name, family, paper, input, parameters, macs, weights
    }

    /// Reads the name alone and finds the catalogue's own entry. The other keys are for other readers.
    /// - Throws: `DecodingError` for a name that the catalogue lacks.
    public init(from decoder: any Decoder) throws {
        self = try decoder.container(keyedBy: Key.self).decode(named: .name, Catalogue.entry)
    }

    /// Writes name, family, paper, input, parameters, MACs and weights.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(family, forKey: .family)
        try container.encodeIfPresent(paper, forKey: .paper)
        try container.encode(inputSize, forKey: .input)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(macs, forKey: .macs)
        try container.encode(weights, forKey: .weights)
    }

    /// `mobilenet_v2 (MobileNetV2): 3504872 parameters, 300774272 MACs`
    public var description: String { "\(name) (\(family)): \(parameters) parameters, \(macs) MACs" }
}
