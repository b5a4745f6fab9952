extension Step {
    /// Multiply-accumulates of a part that is worth cutting: a piece takes some thirty microseconds then, and handing it out
    /// less than one.
    private static var leastMacs: Int { 4_000_000 }

    /// Whether the step's parts are cut into pieces. It must compute any number of parts, nothing twice, and enough.
    func isWorthCutting(parts: Int) -> Bool {
        (self is MatrixProductStep || self is ExpandedDepthwiseStep || self is DepthwiseStep)
            && macs / parts >= Self.leastMacs
    }
}
