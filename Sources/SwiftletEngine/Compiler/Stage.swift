import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// Part of a program: layers that share an arena.
///
/// A batch could go through each layer together, and its maps then leave the cache between one layer and the next. Where
/// there are images enough for all threads, each thread takes images of its own through all layers instead, and only what
/// follows the last map, a ``LoweredGraph/splitClassifier(batch:selection:)``, is a stage for the whole batch.
struct StagePlan {
    let graph: LoweredGraph
    let memory: MemoryPlan
    /// Images that go through the stage one after the other, each run by one thread; 1 if all threads run all steps together.
    let imageRounds: Int
    /// How many arenas there are: one for each thread that takes images of its own.
    let arenas: Int
    var byteCount: Int { .saturatingProduct(memory.byteCount, arenas) }

    init(_ graph: LoweredGraph, imageRounds: Int = 1, arenas: Int = 1) {
        self.graph = graph
        memory = MemoryPlan(graph)
        self.imageRounds = imageRounds
        self.arenas = arenas
    }

    /// The least share of all threads' time that must be used where each takes images of its own: the last round may have
    /// fewer images than there are threads.
    private static let leastUse = 0.85

    /// The stages of a valid graph.
    static func stages(
        of graph: Graph, weights: Weights, outputs: [String]?, selection: KernelSelection, joiningLayers: Bool
    ) throws(EngineError) -> [StagePlan] {
        func fused(_ graph: Graph) throws(EngineError) -> FusedGraph {
            var fused = try FusedGraph(graph, weights: weights, outputs: outputs)
            Pipeline.inference.run(on: &fused, joiningLayers: joiningLayers)
            return fused
        }
        let shape = graph.shape(of: graph.inputs[0])
        let batch = shape.batch
        let rounds = batch.dividedUp(by: selection.threads)
        let fillsThreads = Double(batch) >= leastUse * Double(rounds * selection.threads)
        guard batch > 1, shape.height * shape.width > 1, selection.overrides.splitsBatchByImage ?? fillsThreads else {
            return [
                StagePlan(LoweredGraph(try fused(graph), selection: selection, joiningLayers: joiningLayers))
            ]
        }
        let single: Graph
        do {
            single = try graph.resized(to: [1, shape.channels, shape.height, shape.width])
        } catch {
            throw EngineError(error.place, error.reason)
        }
        var images = LoweredGraph(
            try fused(single), selection: selection.singleThreaded, joiningLayers: joiningLayers)
        let classifier = images.splitClassifier(batch: batch, selection: selection)
        return [StagePlan(images, imageRounds: batch, arenas: min(batch, selection.threads))]
            + (classifier.map { [StagePlan($0)] } ?? [])
    }
}

/// A stage with the steps that run it.
struct Stage: Sendable {
    let steps: [any Step]
    /// Where each step comes from.
    let origins: [StepOrigin]
    let imageRounds: Int
    let arenas: Int
    /// Bytes of an arena.
    let byteCount: Int
    let input: MapLayout
    /// What the next stage reads.
    let result: MapLayout?
    /// Which of the program's outputs the stage writes, and where.
    let outputs: [(index: Int, layout: MapLayout)]

    /// Bytes that each thread needs to itself.
    var scratchBytes: Int { steps.lazy.map(\.scratchBytes).max() ?? 0 }

    /// - Parameters:
    ///   - isFirst: Whether the stage reads the program's input.
    ///   - names: Of the program's outputs.
    ///   - packings: Gives the steps their constants.
    init(_ plan: StagePlan, isFirst: Bool, outputs names: OrderedSet<String>, packings: PackingRequests) {
        let compiled = StepBuilder(graph: plan.graph, plan: plan.memory, packings: packings).steps(isFirst: isFirst)
        steps = compiled.map(\.step)
        origins = compiled.map(\.origin)
        imageRounds = plan.imageRounds
        arenas = plan.arenas
        byteCount = plan.memory.byteCount
        input = plan.memory.layouts[plan.graph.inputs[0].index]!
        result = plan.graph.result.map { plan.memory.layouts[$0.index]! }
        outputs = plan.graph.outputs.map { (names.firstIndex(of: $0)!, plan.memory.layouts[$1.index]!) }
    }
}
