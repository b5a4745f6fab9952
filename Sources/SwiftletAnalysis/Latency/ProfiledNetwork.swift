import SwiftletEngine
import SwiftletGraphs
import SwiftletModel
import SwiftletTensors

/// A network compiled so that every step of the engine can be told which layers it stands for.
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
        // The engine names layers by their paths, which several may share.
        let numbered = graph.withPaths(graph.nodes.indices.map { "#\($0)" })
        do {
            let weights = if let weights { weights } else { try Weights.random(fittingFor: graph) }
            let program = try Program.compiled(
                numbered, weights: weights, output: output, configuration: configuration)
            return ProfiledNetwork(complexity: Complexity(of: graph), program: program)
        } catch {
            throw AnalysisError(error, network: graph.name)
        }
    }

    /// A step and the indices of its layers in the complexity's.
    struct Step {
        let profile: StepProfile
        let layers: [Int]
    }

    func profile(runs: Int) throws(AnalysisError) -> [Step] {
        let profiles: [StepProfile]
        do {
            profiles = try program.profile(runs: runs) { input in
                for i in input.indices { input[i] = TestPicture.element(i) }
            }
        } catch {
            throw AnalysisError(place: error.place, reason: error.reason)
        }
        return profiles.map { profile in
            // A step that the engine has put in by itself, such as a padding, has a name of its own.
            Step(
                profile: profile,
                layers: profile.layers.compactMap { $0.first == "#" ? Int($0.dropFirst()) : nil }
                    .filter(complexity.layers.indices.contains))
        }
    }
}
