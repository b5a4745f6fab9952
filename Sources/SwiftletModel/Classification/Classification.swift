/// A network's classes for one picture, with the time that each step took.
///
/// `swiftlet classify --json` prints this record, and a server can answer with it; see
/// ``Model/classification(of:named:top:decoding:)`` for an upload and ``Classifier`` for many pictures.
public struct Classification: Hashable, Sendable {
    /// Wall-clock milliseconds of each step, to the microsecond. Of a batch's inference, the picture's share.
    public struct Milliseconds: Hashable, Sendable, Codable {
        public let decode: Double
        public let preprocess: Double
        public let inference: Double

        public init(decode: Double, preprocess: Double, inference: Double) {
            self.decode = decode
            self.preprocess = preprocess
            self.inference = inference
        }
    }

    /// The picture's name: its path as text, or the name that the caller gave.
    public let image: String
    /// The network's name.
    public let model: String
    public let weights: Provenance.Record
    /// The most probable classes, the most probable first.
    public let predictions: [Prediction]
    public let milliseconds: Milliseconds
    /// Faults of the picture's file that left its pixels intact, a sentence each.
    public let warnings: [String]

    public init(
        image: String, model: String, weights: Provenance.Record, predictions: [Prediction],
        milliseconds: Milliseconds, warnings: [String] = []
    ) {
        self.image = image
        self.model = model
        self.weights = weights
        self.predictions = predictions
        self.milliseconds = milliseconds
        self.warnings = warnings
    }
}

extension Classification: Codable {
    private enum Key: String, CodingKey {
        case image, model, weights, predictions, milliseconds, warnings
    }

    /// - Throws: `DecodingError` for a negative time or index and a probability outside 0…1.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func check(_ key: Key, _ isRight: Bool, _ reason: String) throws {
            guard isRight else {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
            }
        }
        image = try container.decode(String.self, forKey: .image)
        model = try container.decode(String.self, forKey: .model)
        weights = try container.decode(Provenance.Record.self, forKey: .weights)
        predictions = try container.decode([Prediction].self, forKey: .predictions)
        milliseconds = try container.decode(Milliseconds.self, forKey: .milliseconds)
        warnings = try container.decodeIfPresent([String].self, forKey: .warnings) ?? []
        try check(.predictions, predictions.allSatisfy { $0.index >= 0 }, "the index of a class is negative")
        try check(
            .predictions, predictions.allSatisfy { (0...1).contains($0.probability) }, "a probability is not in 0…1")
        let times = [milliseconds.decode, milliseconds.preprocess, milliseconds.inference]
        try check(.milliseconds, times.allSatisfy { $0 >= 0 && $0.isFinite }, "a time is negative or not finite")
    }

    /// `warnings` are absent where there are none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(image, forKey: .image)
        try container.encode(model, forKey: .model)
        try container.encode(weights, forKey: .weights)
        try container.encode(predictions, forKey: .predictions)
        try container.encode(milliseconds, forKey: .milliseconds)
        if !warnings.isEmpty { try container.encode(warnings, forKey: .warnings) }
    }
}

extension Classification: CustomStringConvertible {
    /// `coffee.png: espresso 0.98`
    public var description: String { "\(image): " + (predictions.first.map { "\($0)" } ?? "no classes") }
}
