import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors

extension Program {
    /// Compiles one output of a graph, if this machine has the memory to run it.
    package static func compiled(
        _ graph: Graph, weights: Weights, output: String, configuration: EngineConfiguration
    ) throws(ModelError) -> Program {
        try compiled(graph, packed: PackedWeights(weights), output: output, configuration: configuration)
    }

    /// The same with `packed`, weights that programs share.
    /// - Parameter isValidated: Whether the caller has validated the graph.
    package static func compiled(
        _ graph: Graph, packed: PackedWeights, output: String, configuration: EngineConfiguration,
        isValidated: Bool = false
    ) throws(ModelError) -> Program {
        guard graph.outputs[output] != nil else { throw .noOutput(network: graph.name, output: output) }
        do {
            return try Program(
                ProgramPlan(
                    graph, packed: packed, outputs: [output], configuration: configuration, isValidated: isValidated))
        } catch {
            throw .engine(error)
        }
    }
}

extension Program {
    /// Refuses a graph that needs more memory than this machine has, without compiling it.
    package static func checkMemory(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration
    ) throws(ModelError) {
        do {
            try ProgramPlan(graph, weights: weights, outputs: nil, configuration: configuration).requireArena()
        } catch {
            throw .engine(error)
        }
    }
}

extension Model {
    /// The program for an input of the given shape, `[batch, channels, height, width]`; the last few are kept.
    package func program(for input: Shape, output: String) throws(ModelError) -> Program {
        try programs.program(ProgramCache.Key(input: input, output: output)) { () throws(ModelError) in
            let resized = try resized(to: input)
            // The model validated its graph, and resizing validates the result.
            return try Program.compiled(
                resized, packed: packed, output: output, configuration: configuration, isValidated: true)
        }
    }

    /// Compiles the network for a number of pictures at a time. Otherwise the first run of that number does it.
    public func compile(batch: Int) throws(ModelError) {
        _ = try program(for: pictures(batch), output: "logits")
    }

    /// The program for a number of pictures at a time.
    package func compiled(batch: Int) throws(ModelError) -> Program {
        try program(for: pictures(batch), output: "logits")
    }

    /// The shape of a batch of prepared photographs.
    func pictures(_ batch: Int) -> Shape {
        [batch, 3, preprocessing.cropHeight, preprocessing.cropWidth]
    }

    /// The network for another input.
    private func resized(to input: Shape) throws(ModelError) -> Graph {
        if graph.inputs.count == 1, input == graph.shape(of: graph.inputs[0]) { return graph }
        do {
            return try graph.resized(to: input)
        } catch {
            throw .graph(error)
        }
    }
}
