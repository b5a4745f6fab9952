import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// Why a file of weights does not fit a network.
public struct WeightsMismatch: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    public struct MissingKey: Hashable, Sendable, Codable {
        public let key: String
        public let expected: Shape
    }

    public struct UnexpectedKey: Hashable, Sendable, Codable {
        public let key: String
        public let found: Shape
    }

    public struct MisshapedKey: Hashable, Sendable, Codable {
        public let key: String
        public let expected: Shape
        public let found: Shape
    }

    public struct MistypedKey: Hashable, Sendable, Codable {
        public let key: String
        public let found: ScalarType
    }

    /// The file, or another name of the weights.
    public let source: String
    public let network: String
    /// Keys of the network that the weights lack, in the network's order.
    public internal(set) var missing: [MissingKey] = []
    /// Keys of the weights that the network lacks, in the file's order.
    public internal(set) var unexpected: [UnexpectedKey] = []
    /// Keys of both with different shapes.
    public internal(set) var misshaped: [MisshapedKey] = []
    /// Keys of both whose tensors hold integers.
    public internal(set) var mistyped: [MistypedKey] = []

    /// The prefixes of the network's copies, if the weights hold several.
    public internal(set) var prefixes: [String] = []

    public var count: Int { missing.count + unexpected.count + misshaped.count + mistyped.count }
    public var isEmpty: Bool { count == 0 && prefixes.isEmpty }

    /// A line for each key, at most ten of a kind.
    public var description: String { listing(atMost: 10) }

    /// A line for each key, at most `limit` of a kind: missing, mis-shaped, mistyped, unexpected.
    /// - Parameter hint: Follows the count of the keys that are left out.
    public func listing(atMost limit: Int, hint: String = "") -> String {
        guard prefixes.isEmpty else {
            let names = prefixes.map { $0.isEmpty ? "no prefix" : "'\(printable($0))'" }
            return "\(source): holds \(network) more than once, under \(names.joined(separator: " and "))"
        }
        func lines<Key>(_ kind: String, _ keys: [Key], _ line: (Key) -> String) -> [String] {
            let rest = keys.count - max(0, limit)
            return keys.prefix(max(0, limit)).map { "  \(kind)  \(line($0))" }
                + (rest > 0 ? ["  \(kind)  … and \(rest) more\(hint)"] : [])
        }
        let all =
            lines("missing   ", missing) { "\(printable($0.key)): needs \($0.expected)" }
            + lines("mis-shaped", misshaped) { "\(printable($0.key)): needs \($0.expected), has \($0.found)" }
            + lines("mistyped  ", mistyped) { "\(printable($0.key)): needs floating point, has \($0.found)" }
            + lines("unexpected", unexpected) { "\(printable($0.key)): has \($0.found)" }
        return (["\(source): not the weights of \(network)"] + all).joined(separator: "\n")
    }
}

extension WeightsMismatch {
    /// Weights that hold the network more than once.
    init(source: String, network: String, prefixes: [String]) {
        (self.source, self.network, self.prefixes) = (source, network, prefixes)
    }

    /// The differences between the weights and the network's parameters. `num_batches_tracked`, PyTorch's count of
    /// training steps, is not a parameter.
    public init(_ weights: Weights, for graph: Graph, source: String) {
        self.source = source
        network = graph.name
        for (key, parameter) in graph.parameters {
            guard let tensor = weights[key] else {
                missing.append(MissingKey(key: key, expected: parameter.shape))
                continue
            }
            if tensor.shape != parameter.shape {
                misshaped.append(MisshapedKey(key: key, expected: parameter.shape, found: tensor.shape))
            } else if !tensor.scalarType.isFloatingPoint {
                mistyped.append(MistypedKey(key: key, found: tensor.scalarType))
            }
        }
        for (key, tensor) in weights where graph.parameters[key] == nil && !isCounter(key) {
            unexpected.append(UnexpectedKey(key: key, found: tensor.shape))
        }
    }
}

/// Whether the key is PyTorch's count of a batch norm's training batches.
func isCounter(_ key: String) -> Bool {
    key == "num_batches_tracked" || key.hasSuffix(".num_batches_tracked")
}
