extension Provenance {
    /// The origin of weights as commands print it in JSON. It leaves out ``Provenance/notes``, which are for people.
    public struct Record: Hashable, Sendable {
        /// The file; nil for embedded and random weights.
        public let file: String?
        /// The published weights whose preprocessing, padding and ε were taken; nil for the network's own.
        public let id: String?
        /// How it is known whose they are.
        public let identification: Identification
        /// The text before each of the network's keys in the file; nil if there is none.
        public let prefix: String?
        /// Whether the weights are a moving average of the training's.
        public let isMovingAverage: Bool

        public init(_ provenance: Provenance) {
            file = provenance.file
            id = provenance.id
            identification = provenance.identification
            prefix = provenance.prefix.isEmpty ? nil : provenance.prefix
            isMovingAverage = provenance.isMovingAverage
        }
    }
}

extension Provenance.Identification: Codable {}

/// `file`, `id` and `prefix` are absent where they are nil, `moving_average` where it is false.
extension Provenance.Record: Codable {
    private enum Key: String, CodingKey {
        case file, id, prefix
        case identification = "identified_by"
        case isMovingAverage = "moving_average"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        file = try container.decodeIfPresent(String.self, forKey: .file)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        identification = try container.decode(Provenance.Identification.self, forKey: .identification)
        prefix = try container.decodeIfPresent(String.self, forKey: .prefix)
        isMovingAverage = try container.decodeIfPresent(Bool.self, forKey: .isMovingAverage) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(file, forKey: .file)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encode(identification, forKey: .identification)
        try container.encodeIfPresent(prefix, forKey: .prefix)
        if isMovingAverage { try container.encode(true, forKey: .isMovingAverage) }
    }
}
