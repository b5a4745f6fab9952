/// How tests force the engine's choices, so that every way to compute a layer meets the reference executor.
package struct CompilationOverrides: Sendable {
    /// Whether inverted residuals run by rows; nil leaves it to the tuning table and their size.
    package var fusesRows: Bool?
    /// How 3 × 3 convolutions are computed.
    package var algorithm = ConvolutionAlgorithm.automatic
    /// Whether each thread takes images of a batch of its own; nil leaves it to how many there are.
    package var splitsBatchByImage: Bool?

    package init(
        fusesRows: Bool? = nil, algorithm: ConvolutionAlgorithm = .automatic, splitsBatchByImage: Bool? = nil
    ) {
        self.fusesRows = fusesRows
        self.algorithm = algorithm
        self.splitsBatchByImage = splitsBatchByImage
    }
}
