/// A rewrite of the graph that keeps what it computes.
protocol Pass: Sendable {
    /// Whether the pass makes layers one that are layers of their own, which ``EngineConfiguration/fusion`` is about.
    static var joinsLayers: Bool { get }

    static func run(on graph: inout FusedGraph)
}

extension Pass {
    static var joinsLayers: Bool { false }
}

/// Every pass, in the order in which they run.
enum Passes {
    static let all: [any Pass.Type] = [
        ElideIdentities.self,
        LinearsToConvolutions.self,
        EliminateDeadNodes.self,
        FoldBatchNormalizations.self,
        FuseActivations.self,
        FuseResiduals.self,
        // Again: an activation after a sum that has just become a residual.
        FuseActivations.self,
        FuseShuffles.self,
        FuseExpansions.self,
        FuseInvertedResiduals.self,
        FuseScales.self,
        SelectWinograd.self,
        InsertPadding.self,
        EliminateDeadNodes.self,
    ]
}
