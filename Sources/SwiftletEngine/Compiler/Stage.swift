import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// Part of a program: layers that share an arena.
///
/// When a whole batch passes each layer together, its maps leave the cache between layers. If a batch has enough images
/// for all threads, each thread therefore runs its own images through all layers. Only the layers after the last map
/// form a stage for the whole batch; see ``LoweredGraph/splitClassifier(batch:selection:)``.
struct StagePlan {
    let graph: LoweredGraph
    let memory: MemoryPlan
    /// The number of images that pass the stage separately, each on one thread; 1 if all threads share every step.
    let imageRounds: Int
    /// The number of arenas: one for each thread that runs its own images.
    let arenas: Int
    var byteCount: Int { .saturatingProduct(memory.byteCount, arenas) }

    init(_ graph: LoweredGraph, imageRounds: Int = 1, arenas: Int = 1) {
        self.graph = graph
        memory = MemoryPlan(graph)
        self.imageRounds = imageRounds
        self.arenas = arenas
    }

    /// The least share of all threads' time that separate images must use: the last round may have fewer images than
    /// threads.
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
    /// The origin of each step.
    let origins: [StepOrigin]
    let imageRounds: Int
    let arenas: Int
    /// Bytes of an arena.
    let byteCount: Int
    let input: MapLayout
    /// The map that the next stage reads.
    let result: MapLayout?
    /// The index and place of each program output that the stage writes.
    let outputs: [(index: Int, layout: MapLayout)]

    /// Bytes of private memory that each thread needs.
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
