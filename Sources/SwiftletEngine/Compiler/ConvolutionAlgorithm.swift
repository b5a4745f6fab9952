/// The algorithm for 3 × 3 convolutions of stride 1.
package enum ConvolutionAlgorithm: Sendable {
    /// For each layer the tuned choice, else the faster algorithm by ``ConvolutionCost``.
    case automatic
    /// Matrix products over the map for every layer.
    case direct
    /// Winograd's algorithm for every layer.
    case winograd
}
