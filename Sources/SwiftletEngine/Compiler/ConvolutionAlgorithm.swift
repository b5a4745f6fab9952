/// How 3 × 3 convolutions of stride 1 are computed.
package enum ConvolutionAlgorithm: Sendable {
    /// The faster one for each layer, by ``ConvolutionCost``.
    case automatic
    /// All by matrix products over the map.
    case direct
    /// All by Winograd's algorithm.
    case winograd
}
