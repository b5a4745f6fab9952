import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// A graph after all passes, with a place for every value: what a program needs is known, and little has been spent.
package struct ProgramPlan {
    let name: String
    let stages: [StagePlan]
    package let inputShape: Shape
    /// The shape of each output as the graph has it.
    let outputShapes: OrderedDictionary<String, Shape>
    /// That of the whole batch.
    let selection: KernelSelection

    /// Whether the input lies apart from the arenas: those hold one image, or other elements.
    var keepsInputApart: Bool { selection.precision != .float32 || stages[0].imageRounds > 1 }

    /// Constants that are packed already, and the weights to pack others from.
    let packed: PackedWeights

    /// Bytes of the activations of one run and of what is kept of its input and outputs, without what each thread needs to
    /// itself; `Int.max` for more than can be counted.
    package var arenaByteCount: Int {
        let floats = outputShapes.values.reduce(keepsInputApart ? inputShape.count : 0) {
            $0.addingSaturating($1.count)
        }
        return stages.reduce(0) { $0.addingSaturating($1.byteCount) }
            .addingSaturating(.saturatingProduct(floats, MemoryLayout<Float>.size))
    }

    /// - Throws: ``EngineError`` for an invalid graph, a missing or mis-shaped weight, an unknown output, an instruction
    ///   set or a number of threads that cannot be, or more memory than any machine has.
    package init(
        _ graph: Graph, weights: Weights, outputs wanted: [String]?, configuration: EngineConfiguration = .init(),
        overrides: CompilationOverrides = .init()
    ) throws(EngineError) {
        try self.init(
            graph, packed: PackedWeights(weights), outputs: wanted, configuration: configuration, overrides: overrides)
    }

    /// The same with the weights of `packed`, which programs share.
    /// - Parameter isValidated: Whether the caller has validated the graph.
    package init(
        _ graph: Graph, packed: PackedWeights, outputs wanted: [String]?, configuration: EngineConfiguration = .init(),
        overrides: CompilationOverrides = .init(), isValidated: Bool = false
    ) throws(EngineError) {
        self.packed = packed
        do {
            if !isValidated { try graph.validate() }
        } catch {
            throw EngineError(error.place, error.reason)
        }
        guard graph.inputs.count == 1, graph.shape(of: graph.inputs[0]).rank == 4 else {
            throw EngineError(graph.name, "the engine takes one input, [batch, channels, height, width]")
        }
        try graph.requireCountable()
        selection = try KernelSelection(configuration, overrides)
        stages = try StagePlan.stages(
            of: graph, weights: packed.weights, outputs: wanted, selection: selection,
            joiningLayers: configuration.fusion)
        name = graph.name
        inputShape = graph.shape(of: graph.inputs[0])
        var shapes: OrderedDictionary<String, Shape> = [:]
        for name in wanted ?? Array(graph.outputs.keys) { shapes[name] = graph.shape(of: graph.outputs[name]!) }
        outputShapes = shapes
    }
}
