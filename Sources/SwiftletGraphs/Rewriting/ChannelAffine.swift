import SwiftletTensors

/// `scale · x + shift` per channel: a batch norm in inference.
public struct ChannelAffine: Hashable, Sendable {
    /// `[channels]`.
    public var scale: [Double]
    /// `[channels]`.
    public var shift: [Double]

    /// `γ / √(σ² + ε)` and `β − μ · γ / √(σ² + ε)` (Ioffe & Szegedy 2015, algorithm 2), in double, so that folding
    /// loses no accuracy.
    ///
    /// - Returns: nil if the weights lack one of the four vectors, or if the vectors differ in length.
    public init?(_ norm: BatchNormalization, weights: Weights) {
        guard let gamma = weights[norm.weight]?.floats(), let beta = weights[norm.bias]?.floats(),
            let mean = weights[norm.runningMean]?.floats(), let variance = weights[norm.runningVariance]?.floats(),
            [beta.count, mean.count, variance.count].allSatisfy({ $0 == gamma.count })
        else { return nil }
        scale = gamma.indices.map { Double(gamma[$0]) / (Double(variance[$0]) + norm.epsilon).squareRoot() }
        shift = []
        for channel in gamma.indices { shift.append(Double(beta[channel]) - Double(mean[channel]) * scale[channel]) }
    }
}
