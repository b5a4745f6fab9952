import SwiftletTensors

/// `scale · x + shift` per channel: a batch norm in inference.
public struct ChannelAffine: Hashable, Sendable {
    /// `[channels]`.
    public var scale: [Double]
    /// `[channels]`.
    public var shift: [Double]

    /// The factors and terms of a batch norm.
    ///
    /// - Returns: nil if the weights lack one of the four vectors, or if the vectors differ in length.
    public init?(_ norm: BatchNormalization, weights: Weights) {
        guard let gamma = weights[norm.weight]?.floats(), let beta = weights[norm.bias]?.floats(),
            let mean = weights[norm.runningMean]?.floats(), let variance = weights[norm.runningVariance]?.floats(),
            [beta.count, mean.count, variance.count].allSatisfy({ $0 == gamma.count })
        else { return nil }
        let terms = gamma.indices.map { norm.affine(gamma[$0], beta[$0], mean: mean[$0], variance: variance[$0]) }
        (scale, shift) = (terms.map(\.scale), terms.map(\.shift))
    }
}

extension BatchNormalization {
    /// One channel's factor `γ / √(σ² + ε)` and term `β − μ · γ / √(σ² + ε)` (Ioffe & Szegedy 2015, algorithm 2), in double, so
    /// that folding costs no accuracy.
    package func affine(_ gamma: Float, _ beta: Float, mean: Float, variance: Float) -> (scale: Double, shift: Double) {
        let scale = Double(gamma) / (Double(variance) + epsilon).squareRoot()
        return (scale, Double(beta) - Double(mean) * scale)
    }
}
