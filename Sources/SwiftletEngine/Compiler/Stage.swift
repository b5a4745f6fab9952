import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// Part of a program: layers that share an arena.
///
/// A batch could go through each layer together, and its maps then leave the cache between one layer and the next. Where
/// there are images enough for all threads, each thread takes images of its own through all layers instead, and only what
/// follows the last map, a ``FusedGraph/splitClassifier(batch:)``, is a stage for the whole batch.
struct StagePlan {
    let graph: FusedGraph
    let memory: MemoryPlan
    /// Images that go through the stage one after the other, each run by one thread; 1 if all threads run all steps together.
    let passes: Int
    /// How many arenas there are: one for each thread that takes images of its own.
    let arenas: Int
    /// Which kernels compute it, and how.
    var selection: KernelSelection { graph.selection }
    var floatCount: Int { .saturatingProduct(memory.floatCount, arenas) }

    init(_ graph: FusedGraph, passes: Int = 1, arenas: Int = 1) {
        self.graph = graph
        memory = MemoryPlan(graph)
        self.passes = passes
        self.arenas = arenas
    }

    /// The least share of all threads' time that must be used where each takes images of its own: the last round may have
    /// fewer images than there are threads.
    private static let leastUse = 0.85

    /// The stages of a graph.
    static func stages(
        of graph: Graph, weights: Weights, outputs: [String]?, configuration: EngineConfiguration
    ) throws(EngineError) -> [StagePlan] {
        let selection = try KernelSelection(configuration)
        let shape = graph.shape(of: graph.inputs[0])
        let batch = shape.batch
        let rounds = batch.dividedUp(by: selection.threads)
        let isApart = Double(batch) >= leastUse * Double(rounds * selection.threads)
        guard batch > 1, shape.height * shape.width > 1, configuration.takesImagesApart ?? isApart else {
            return [
                StagePlan(
                    try fused(graph, weights: weights, outputs: outputs, configuration: configuration, selection))
            ]
        }
        let single: Graph
        do {
            single = try graph.resized(to: [1, shape.channels, shape.height, shape.width])
        } catch {
            throw EngineError(error.place, error.reason)
        }
        var alone = configuration
        alone.threads = 1
        var images = try fused(
            single, weights: weights, outputs: outputs, configuration: configuration, KernelSelection(alone))
        var classifier = images.splitClassifier(batch: batch)
        classifier?.selection = selection
        return [StagePlan(images, passes: batch, arenas: min(batch, selection.threads))]
            + (classifier.map { [StagePlan($0)] } ?? [])
    }

    private static func fused(
        _ graph: Graph, weights: Weights, outputs: [String]?, configuration: EngineConfiguration,
        _ selection: KernelSelection
    ) throws(EngineError) -> FusedGraph {
        var fused = try FusedGraph(graph, weights: weights, outputs: outputs, selection: selection)
        for pass in Passes.all where configuration.fusion || !pass.joinsLayers { pass.run(on: &fused) }
        return fused
    }
}

/// A stage with the steps that run it.
struct Stage: Sendable {
    let steps: [any Step]
    /// Where each step comes from.
    let origins: [StepOrigin]
    let passes: Int
    let arenas: Int
    /// Elements of an arena.
    let elementCount: Int
    let input: MapLayout
    /// What the next stage reads.
    let result: MapLayout?
    /// Which of the program's outputs the stage writes, and where.
    let outputs: [(index: Int, layout: MapLayout)]

    /// Elements that each thread needs to itself.
    var scratchElements: Int { steps.lazy.map(\.scratchElements).max() ?? 0 }

    /// - Parameters:
    ///   - isFirst: Whether the stage reads the program's input.
    ///   - names: Of the program's outputs.
    ///   - packings: Gives the steps their constants.
    init(_ plan: StagePlan, isFirst: Bool, outputs names: OrderedSet<String>, packings: PackingRequests) {
        let builder = StepBuilder(
            graph: plan.graph, plan: plan.memory, selection: plan.selection, packings: packings)
        let compiled = builder.steps(isFirst: isFirst)
        steps = compiled.map(\.step)
        origins = compiled.map(\.origin)
        passes = plan.passes
        arenas = plan.arenas
        elementCount = plan.memory.floatCount
        input = plan.memory.layouts[plan.graph.inputs[0].index]!
        result = plan.graph.result.map { plan.memory.layouts[$0.index]! }
        outputs = plan.graph.outputs.map { (names.firstIndex(of: $0)!, plan.memory.layouts[$1.index]!) }
    }
}
