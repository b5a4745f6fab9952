import SwiftletEngine
import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

/// The form that `swiftlet lut` writes; the module's first page describes the keys.
extension LatencyTable: Codable {
    private enum Key: String, CodingKey {
        case version, kind, name, processor, isa, threads, dtype, entries, omitted
    }

    /// - Throws: `DecodingError` for a table of another version or of other numbers than float32.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func check(_ key: Key, _ isRight: Bool, _ reason: @autoclosure () -> String) throws {
            guard isRight else {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason())
            }
        }
        let version = try container.decode(Int.self, forKey: .version)
        try check(.version, version == Self.currentVersion, "version \(version) is not \(Self.currentVersion)")
        let type = try container.decode(ScalarType.self, forKey: .dtype)
        try check(.dtype, type == .float32, "latencies of \(type), not float32")
        kind = try container.decode(Kind.self, forKey: .kind)
        name = try container.decode(String.self, forKey: .name)
        processor = try container.decode(String.self, forKey: .processor)
        instructionSet = try container.decode(InstructionSet.self, forKey: .isa)
        let threads = try container.decode(Int.self, forKey: .threads)
        try check(
            .threads, (1...EngineConfiguration.maximumThreads).contains(threads), "\(threads) is no number of threads")
        self.threads = threads
        entries = try container.decode([OperatorLatency].self, forKey: .entries)
        omitted = try container.decode([String].self, forKey: .omitted)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.currentVersion, forKey: .version)
        try container.encode(kind, forKey: .kind)
        try container.encode(name, forKey: .name)
        try container.encode(processor, forKey: .processor)
        try container.encode(instructionSet, forKey: .isa)
        try container.encode(threads, forKey: .threads)
        try container.encode(ScalarType.float32, forKey: .dtype)
        try container.encode(entries, forKey: .entries)
        try container.encode(omitted, forKey: .omitted)
    }
}

extension OperatorLatency: Codable {
    private enum Key: String, CodingKey {
        case operation, input, output, kernel, stride, groups, expansion, activation, parameters, macs, layers
        case squeezesAndExcites = "squeeze_excite"
        case milliseconds = "ms"
        case leastMilliseconds = "least_ms"
    }

    /// - Throws: `DecodingError` for a negative count or time, and for a count that is not a whole number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func amount<Number: Decodable & SignedNumeric & Comparable>(_ key: Key) throws -> Number {
            let value: Number
            do {
                value = try container.decode(Number.self, forKey: key)
            } catch let error as DecodingError {
                throw error
            } catch {
                // Foundation's own error for a number that does not fit tells no place.
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: Number.self == Int.self ? "is not a whole number" : "is not a number")
            }
            guard value >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "\(value) is negative")
            }
            return value
        }
        self.init(
            operator: Operator(
                operation: try container.decode(String.self, forKey: .operation),
                input: try container.decode(Shape.self, forKey: .input),
                output: try container.decode(Shape.self, forKey: .output),
                kernel: try container.decodeIfPresent(Size.self, forKey: .kernel),
                stride: try container.decodeIfPresent(Size.self, forKey: .stride),
                groups: try container.decodeIfPresent(Int.self, forKey: .groups),
                expansion: try container.decodeIfPresent(Int.self, forKey: .expansion),
                squeezesAndExcites: try container.decodeIfPresent(Bool.self, forKey: .squeezesAndExcites),
                activation: try container.decodeIfPresent(String.self, forKey: .activation)),
            parameters: try amount(.parameters), macs: try amount(.macs), milliseconds: try amount(.milliseconds),
            leastMilliseconds: try amount(.leastMilliseconds),
            layers: try container.decodeIfPresent([String].self, forKey: .layers) ?? [])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let key = self.operator
        try container.encode(key.operation, forKey: .operation)
        try container.encode(key.input, forKey: .input)
        try container.encode(key.output, forKey: .output)
        try container.encodeIfPresent(key.kernel, forKey: .kernel)
        try container.encodeIfPresent(key.stride, forKey: .stride)
        try container.encodeIfPresent(key.groups, forKey: .groups)
        try container.encodeIfPresent(key.expansion, forKey: .expansion)
        try container.encodeIfPresent(key.squeezesAndExcites, forKey: .squeezesAndExcites)
        try container.encodeIfPresent(key.activation, forKey: .activation)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(macs, forKey: .macs)
        try container.encode(milliseconds, forKey: .milliseconds)
        try container.encode(leastMilliseconds, forKey: .leastMilliseconds)
        // A block of a search space is of no network.
        if !layers.isEmpty { try container.encode(layers, forKey: .layers) }
    }
}

extension LatencyTable: CustomStringConvertible {
    /// `mobilenet_v2: 34 entries, 1 thread, avx512`
    public var description: String {
        "\(name): \(entries.count) entries, \(threads) thread\(threads == 1 ? "" : "s"), \(instructionSet.rawValue)"
    }
}

extension OperatorLatency: CustomStringConvertible {
    /// `convolution 1×1, no bias, 1×32×56×56 → 1×16×56×56: 0.0314 ms`
    public var description: String {
        "\(self.operator.operation), \(self.operator.input) → \(self.operator.output): "
            + "\(NumberText.significant(milliseconds)) ms"
    }
}
