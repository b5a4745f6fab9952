import SwiftletEngine
import SwiftletReports

extension Bound: Codable {
    /// Reads a ``label``: `compute`, `overhead`, or the name of a level of memory.
    public init(from decoder: any Decoder) throws {
        switch try decoder.singleValueContainer().decode(String.self) {
        case "compute": self = .compute
        case "overhead": self = .overhead
        case let level: self = .memory(level)
        }
    }

    /// Writes the ``label``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(label)
    }
}

extension Latency: Codable {
    private enum Key: String, CodingKey {
        case complexity, threads, instructionSet, ceilings, layers, steps
    }

    /// - Throws: `DecodingError` where there is not a timing for each layer, and for a step of layers that there are not.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        complexity = try container.decode(Complexity.self, forKey: .complexity)
        threads = try container.decode(Int.self, forKey: .threads)
        instructionSet = try container.decode(InstructionSet.self, forKey: .instructionSet)
        ceilings = try container.decode(ThreadCeilings.self, forKey: .ceilings)
        layers = try container.decode([LayerTiming].self, forKey: .layers)
        steps = try container.decode([StepTiming].self, forKey: .steps)
        guard layers.count == complexity.layers.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .layers, in: container,
                debugDescription: "\(layers.count) timings of \(complexity.layers.count) layers")
        }
        guard steps.allSatisfy({ $0.layers.allSatisfy(complexity.layers.indices.contains) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .steps, in: container, debugDescription: "a step of a layer that there is not")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(complexity, forKey: .complexity)
        try container.encode(threads, forKey: .threads)
        try container.encode(instructionSet, forKey: .instructionSet)
        try container.encode(ceilings, forKey: .ceilings)
        try container.encode(layers, forKey: .layers)
        try container.encode(steps, forKey: .steps)
    }
}

extension Latency: CustomStringConvertible {
    /// `mobilenet_v2, 1×3×224×224: 2.68 ms, predicted 2.63 ms, 2 threads, avx512`
    public var description: String {
        "\(complexity.name), \(complexity.input): \(NumberText.significant(measuredMilliseconds)) ms, predicted "
            + "\(NumberText.significant(predictedMilliseconds)) ms, \(threads) thread\(threads == 1 ? "" : "s"), "
            + instructionSet.rawValue
    }
}
