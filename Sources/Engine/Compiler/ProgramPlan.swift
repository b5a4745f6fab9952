import Graphs
import Tensors

/// A graph after all passes, with a place for every value: what a program needs is known, and little has been spent.
package struct ProgramPlan {
    let graph: FusedGraph
    var precision: Precision { selection.precision }
    let memory: MemoryPlan
    package let inputShape: Shape
    /// Which kernels the program will use, and how.
    let selection: KernelSelection
    /// The shape of each output as the graph has it.
    let outputShapes: [String: Shape]

    /// Bytes of the activations of one run, without what each thread needs to itself.
    package var arenaByteCount: Int { memory.floatCount * precision.element.byteCount }

    /// - Throws: ``EngineError`` for an invalid graph, a missing or mis-shaped weight, an unknown output, an instruction
    ///   set or a number of threads that cannot be, or more memory than any machine has.
    package init(
        _ graph: Graph, weights: Weights, outputs wanted: [String]?, configuration: EngineConfiguration = .init()
    ) throws(EngineError) {
        do {
            try graph.validate()
        } catch {
            throw EngineError(error.place, error.reason)
        }
        guard graph.inputs.count == 1, graph.shape(of: graph.inputs[0]).rank == 4 else {
            throw EngineError(graph.name, "the engine takes one input, [batch, channels, height, width]")
        }
        selection = try KernelSelection(configuration)
        var fused = try FusedGraph(graph, weights: weights, outputs: wanted, selection: selection)
        for pass in Passes.all where configuration.fusion || !pass.joinsLayers { pass.run(on: &fused) }
        memory = MemoryPlan(fused)
        guard memory.floatCount < 1 << 36 else {
            throw EngineError(graph.name, "needs \(memory.floatCount >> 28) GiB of memory for activations")
        }
        self.graph = fused
        inputShape = graph.shape(of: graph.inputs[0])
        outputShapes = Dictionary(
            uniqueKeysWithValues: fused.outputs.keys.map { ($0, graph.shape(of: graph.outputs[$0]!)) })
    }
}
