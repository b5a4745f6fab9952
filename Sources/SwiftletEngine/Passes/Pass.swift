/// A rewrite of the fused graph that keeps what it computes.
protocol Pass: Sendable {
    /// Whether the pass merges layers that could run separately; ``EngineConfiguration/fusion`` turns these passes off.
    static var joinsLayers: Bool { get }

    static func run(on graph: inout FusedGraph)
}

extension Pass {
    static var joinsLayers: Bool { false }
}

/// Passes in the order in which they run.
struct Pipeline: Sendable {
    let name: String
    let passes: [any Pass.Type]

    /// What a network that only infers allows: dropout goes, batch norms become weights, and what follows a convolution
    /// becomes part of it.
    static let inference = Pipeline(
        name: "inference",
        passes: [
            ElideIdentities.self,
            LinearsToConvolutions.self,
            EliminateDeadNodes.self,
            FoldBatchNormalizations.self,
            FuseActivations.self,
            FuseResiduals.self,
            // Again, for an activation after a sum that has just become a residual.
            FuseActivations.self,
            FuseShuffles.self,
        ])

    /// - Parameter joiningLayers: Whether passes run that merge layers.
    func run(on graph: inout FusedGraph, joiningLayers: Bool) {
        for pass in passes where joiningLayers || !pass.joinsLayers { pass.run(on: &graph) }
    }
}

/// Removes nodes whose result nothing reads.
enum EliminateDeadNodes: Pass {
    static func run(on graph: inout FusedGraph) { graph.removeDeadNodes() }
}
