import SwiftletGraphs
import SwiftletTensors

/// The rule by which a parameter's value follows from its name (`Tests/Oracles/README.md`).
public enum OracleRule {
    /// `u(key, i)` for `i` in `0..<count`: float32 in `0..<1`.
    public static func uniform(key: String, count: Int) -> [Float] {
        var random = SplitMix64(hashing: key)
        return (0..<count).map { _ in random.nextFloat() }
    }

    /// Every parameter of the graph. `exponents`: a batch norm's prefix → the power of two of its input's size.
    public static func weights(for graph: Graph, exponents: [String: Int], salt: String = "") -> Weights {
        weights(graph.parameters.mapValues(\.shape).map { ($0, $1) }, exponents: exponents, salt: salt)
    }

    /// Every tensor of a state dict, given as keys and shapes.
    public static func weights(_ state: [(key: String, shape: Shape)], exponents: [String: Int], salt: String = "")
        -> Weights
    {
        let keys = Set(state.map(\.key))
        var weights = Weights()
        for (key, shape) in state {
            let dot = key.lastIndex(of: ".") ?? key.startIndex
            let prefix = String(key[..<dot])
            let kind: Kind =
                if shape.rank >= 2 {
                    .kernel
                } else if key.hasSuffix(".running_var") {
                    .variance
                } else if key.hasSuffix(".running_mean") {
                    .mean
                } else if key.hasSuffix(".weight"), keys.contains(prefix + ".running_var") {
                    .normWeight
                } else if key.hasSuffix(".weight") {
                    .slope
                } else {
                    .bias
                }
            let values = values(
                key: salt + key, shape: shape, kind: kind, exponent: exponents[prefix] ?? 0)
            weights[key] = Tensor(values, shape: shape)
        }
        return weights
    }

    /// A picture, `[batch, channels, height, width]`.
    public static func input(shape: Shape, scale: Float = 1, salt: String = "") -> Tensor {
        Tensor(uniform(key: salt + "input", count: shape.count).map { ($0 * 4 - 2) * scale }, shape: shape)
    }

    private enum Kind { case kernel, variance, mean, normWeight, slope, bias }

    private static func values(key: String, shape: Shape, kind: Kind, exponent: Int) -> [Float] {
        let uniform = uniform(key: key, count: shape.count)
        let power = Float(sign: .plus, exponent: exponent, significand: 1)
        switch kind {
        case .kernel:
            let fanIn = shape.extents.dropFirst().reduce(1, *)
            let bound = Float((6.0 / Double(fanIn)).squareRoot())
            return uniform.map { ($0 * 2 - 1) * bound }
        case .variance: return uniform.map { (0.5 + $0) * (power * power) }
        case .mean: return uniform.map { (($0 - 0.5) * 0.2) * power }
        case .normWeight: return uniform.map { 0.5 + $0 }
        case .slope: return uniform.map { 0.25 * $0 }
        case .bias: return uniform.map { ($0 - 0.5) * 0.2 }
        }
    }
}
