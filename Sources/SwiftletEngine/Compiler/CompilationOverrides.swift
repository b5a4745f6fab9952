/// Choices that tests force, so that every way to compute a layer is compared with the reference executor.
package struct CompilationOverrides: Sendable {
    /// Whether inverted residuals run by rows. If nil, the tuning table and their size decide.
    package var fusesRows: Bool?
    /// The algorithm for 3 × 3 convolutions of stride 1.
    package var algorithm = ConvolutionAlgorithm.automatic
    /// Whether each thread runs its own images of a batch. If nil, the number of images decides.
    package var splitsBatchByImage: Bool?

    package init(
        fusesRows: Bool? = nil, algorithm: ConvolutionAlgorithm = .automatic, splitsBatchByImage: Bool? = nil
    ) {
        self.fusesRows = fusesRows
        self.algorithm = algorithm
        self.splitsBatchByImage = splitsBatchByImage
    }
}
