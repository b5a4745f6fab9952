import SwiftletEngine
import SwiftletGraphs
import SwiftletModel
import SwiftletTensors

/// A compiled network whose steps can be timed. The nodes of a step are indices into the complexity's layers.
struct ProfiledNetwork {
    let complexity: Complexity
    let program: Program

    /// Compiles the first output of a graph; without weights with random ones, on which its speed does not depend.
    static func compile(
        _ graph: Graph, weights: Weights? = nil, _ configuration: EngineConfiguration
    ) throws(AnalysisError) -> ProfiledNetwork {
        guard let output = graph.outputs.keys.first else {
            throw AnalysisError(place: graph.name, reason: "has no output")
        }
        do {
            let weights = if let weights { weights } else { try Weights.random(fittingFor: graph) }
            let program = try Program.compiled(
                graph, weights: weights, output: output, configuration: configuration)
            return ProfiledNetwork(complexity: Complexity(of: graph), program: program)
        } catch {
            throw AnalysisError(error, network: graph.name)
        }
    }

    func profile(runs: Int) throws(AnalysisError) -> [StepProfile] {
        do {
            return try program.profile(runs: runs) { input in
                for i in input.indices { input[i] = TestPicture.element(i) }
            }
        } catch {
            throw AnalysisError(place: error.place, reason: error.reason)
        }
    }

    /// The layers that the engine computes. It elides the others, or folds them into the weights of the layer before.
    var computedLayers: Set<Int> {
        Set(
            program.stepNodes.flatMap { nodes in
                nodes.enumerated().filter { $0.offset == 0 || !complexity.layers[$0.element].isBatchNormalization }
                    .map(\.element)
            })
    }
}

extension LayerComplexity {
    /// A batch norm behind another layer of its step costs nothing: the engine folds it into that layer's weights.
    var isBatchNormalization: Bool { kind == .normalization && slug == "batch_norm" }
}
