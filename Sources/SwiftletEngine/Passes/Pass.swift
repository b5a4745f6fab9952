/// A rewrite of the fused graph that preserves its results.
protocol Pass: Sendable {
    /// Whether the pass merges layers that could run separately; ``EngineConfiguration/fusion`` turns these passes off.
    static var joinsLayers: Bool { get }

    static func run(on graph: inout FusedGraph)
}

extension Pass {
    static var joinsLayers: Bool { false }
}

/// Passes in running order.
struct Pipeline: Sendable {
    let name: String
    let passes: [any Pass.Type]

    /// The passes for inference. They remove dropout, fold batch norms into weights, and fuse activations, residuals
    /// and shuffles into the convolution before them.
    static let inference = Pipeline(
        name: "inference",
        passes: [
            ElideIdentities.self,
            LinearsToConvolutions.self,
            EliminateDeadNodes.self,
            FoldBatchNormalizations.self,
            FuseActivations.self,
            FuseResiduals.self,
            // Again, for activations after sums that became residuals.
            FuseActivations.self,
            FuseShuffles.self,
        ])

    /// - Parameter joiningLayers: Whether to run the passes that merge layers.
    func run(on graph: inout FusedGraph, joiningLayers: Bool) {
        for pass in passes where joiningLayers || !pass.joinsLayers { pass.run(on: &graph) }
    }
}

/// Removes nodes whose results are unused.
enum EliminateDeadNodes: Pass {
    static func run(on graph: inout FusedGraph) { graph.removeDeadNodes() }
}
