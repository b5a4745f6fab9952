import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// A network compiled for one input shape: fused steps over packed weights, and a memory plan.
///
/// Immutable, and safe to run from any number of tasks at once: each run takes an arena and a team of threads from pools,
/// so that from the second run on nothing is allocated.
public final class Program: Sendable {
    public let name: String
    /// `[batch, channels, height, width]`.
    public let inputShape: Shape
    /// The shape of every output, by name.
    public let outputShapes: OrderedDictionary<String, Shape>
    /// Threads that share a run.
    public var threads: Int { selection.threads }
    /// The kernels that run it.
    public var instructionSet: InstructionSet { selection.instructionSet }
    /// How activations and weights are stored.
    public var precision: Precision { selection.precision }

    let stages: [Stage]
    let selection: KernelSelection
    let keepsInputApart: Bool
    /// What each run at the same time needs.
    let runMemory: RunMemory
    private let plannedByteCount: Int
    private let idle = Lock<[Execution]>([])
    private let pace: Lock<Pace>

    /// Compiles a graph.
    ///
    /// - Parameters:
    ///   - graph: Takes one input, `[batch, channels, height, width]`.
    ///   - weights: A tensor of the right shape for every parameter of the graph.
    ///   - configuration: Threads and instruction set, and how layers are computed.
    ///   - wanted: The outputs to compute; all of the graph's unless given.
    /// - Throws: ``EngineError`` for an invalid graph, a missing or mis-shaped weight, an unknown output, or more memory
    ///   than the system has, with a ``MemoryShortage``.
    public convenience init(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration = .init(), outputs wanted: [String]? = nil
    ) throws(EngineError) {
        try self.init(ProgramPlan(graph, weights: weights, outputs: wanted, configuration: configuration))
    }

    /// Compiles a graph with choices that a test forces.
    package convenience init(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration, overrides: CompilationOverrides
    ) throws(EngineError) {
        try self.init(
            ProgramPlan(graph, weights: weights, outputs: nil, configuration: configuration, overrides: overrides))
    }

    /// Packs the weights of a plan that are not packed yet: the part of compiling that takes time and memory.
    ///
    /// What the program and one run of it need is known before anything large is made, and is refused if the system has less.
    package init(_ plan: ProgramPlan) throws(EngineError) {
        name = plan.name
        selection = plan.selection
        inputShape = plan.inputShape
        outputShapes = plan.outputShapes
        keepsInputApart = plan.keepsInputApart
        pace = Lock(Pace(threads: plan.selection.threads))
        plannedByteCount = plan.arenaByteCount
        try plan.requireArena()
        (stages, runMemory) = try plan.packed.pack { packings in
            let stages = plan.stages.enumerated().map {
                Stage($1, isFirst: $0 == 0, outputs: plan.outputShapes.keys, packings: packings)
            }
            return (stages, plan.runMemory(stages))
        } admit: { (program, weights) throws(EngineError) in
            try plan.require(weights.addingSaturating(program.1.byteCount))
        } refused: {
            plan.shortage($0)
        }
    }

    /// Bytes of activations, of the input and the outputs among them, that each run at the same time needs.
    public var arenaByteCount: Int {
        plannedByteCount.addingSaturating(.saturatingProduct(threads, scratchBytes))
    }

    /// Memory for a run.
    func memory(_ byteCount: Int) throws(EngineError) -> MappedMemory {
        let purpose = "a run for an input of \(inputShape)"
        try AvailableMemory.require(byteCount, by: name, for: purpose)
        guard let memory = MappedMemory(byteCount: byteCount, isTouched: true) else {
            throw AvailableMemory.refusal(byteCount, by: name, for: purpose)
        }
        return memory
    }

    /// Bytes that each thread needs to itself.
    var scratchBytes: Int { stages.lazy.map(\.scratchBytes).max() ?? 0 }

    /// The steps of all stages in order.
    var steps: [any Step] { stages.flatMap(\.steps) }
    /// Where each of them comes from.
    var origins: [StepOrigin] { stages.flatMap(\.origins) }

    /// The labels of the fused steps in order, with the layers that each stands for.
    package var stepSources: [(label: String, sources: [String])] {
        zip(steps, origins).map { ($0.label, $1.sources.map(\.path)) }
    }

    /// For each step the nodes of the graph that it computes, as ``StepProfile/nodes`` has them.
    package var stepNodes: [[Int]] { origins.map { $0.sources.compactMap(\.node) } }

    /// Steps whose parts are cut into pieces.
    package var cutSteps: Int { steps.lazy.filter { [threads] in $0.isWorthCutting(parts: threads) }.count }

    /// The layers that can be computed in several ways, in order.
    package var layers: [LayerKey] { origins.compactMap(\.layer) }

    /// Runs the network on a float32 tensor of ``inputShape``.
    /// - Returns: Every output by name, in the IR's order, `[batch, channels, height, width]`.
    public func run(_ input: Tensor) throws(EngineError) -> [String: Tensor] {
        guard input.shape == inputShape else {
            throw EngineError(name, "was compiled for an input of \(inputShape), not \(input.shape)")
        }
        let (channels, area) = (inputShape.channels, inputShape.height * inputShape.width)
        // Outputs are copied, and the input is where it is not float32.
        let copies = outputShapes.values.reduce(0) { $0.addingSaturating(2 * $1.count) }
            .addingSaturating(input.scalarType == .float32 ? 0 : input.count)
        let bytes = Int.saturatingProduct(copies, MemoryLayout<Float>.size)
        // Finding out takes longer than many a run.
        if bytes > 64 << 20 {
            try AvailableMemory.require(bytes, by: name, for: "a run for an input of \(inputShape)")
        }
        return try input.withFloats { (source) throws(EngineError) in
            try run { buffer in
                for plane in 0..<inputShape.batch * channels {
                    let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
                    let target = buffer.baseAddress! + (image * area * channels + channel)
                    for position in 0..<area { target[position &* channels] = source[plane &* area &+ position] }
                }
            } read: { result in
                var tensors: [String: Tensor] = [:]
                for (name, shape) in outputShapes { tensors[name] = Tensor(result[name]!, shape: shape) }
                return tensors
            }
        }
    }

    /// Runs the network without conversions or allocations.
    ///
    /// - Parameters:
    ///   - fill: Writes the input, `[batch][height][width][channels]` floats. The buffer holds what an earlier run left.
    ///   - read: Is given the outputs, valid until it returns.
    /// - Throws: ``EngineError`` if the system gives no more threads, or has too little memory for another run at the same
    ///   time.
    public func run<R>(
        fill: (UnsafeMutableBufferPointer<Float>) -> Void, read: (borrowing ProgramOutputs) -> R
    ) throws(EngineError) -> R {
        let team = try TeamPool.shared.take(threads: threads)
        defer { TeamPool.shared.give(back: team) }
        return try run(with: team, width: nil, fill: fill, read: read)
    }

    /// A run by a team of ``threads``.
    /// - Parameter width: How many of its members work; nil leaves it to what earlier runs took.
    package func run<R>(
        with team: Team, width: Int?, fill: (UnsafeMutableBufferPointer<Float>) -> Void,
        read: (borrowing ProgramOutputs) -> R
    ) throws(EngineError) -> R {
        let execution: Execution
        if let known = idle.withLock({ $0.popLast() }) { execution = known } else { execution = try Execution(self) }
        fill(execution.input)
        if threads == 1 || width != nil {
            execution.run(with: team, width: width ?? 1)
        } else {
            let width = pace.withLock { $0.width }
            let start = MonotonicClock.nanoseconds()
            execution.run(with: team, width: width)
            let end = MonotonicClock.nanoseconds()
            pace.withLock { $0.note(width: width, nanoseconds: end &- start, at: end) }
        }
        let result = read(ProgramOutputs(program: self, execution: execution))
        idle.withLock { $0.append(execution) }
        return result
    }
}

/// The results of a run, while they last.
public struct ProgramOutputs: ~Copyable {
    let program: Program
    let execution: Execution

    /// The elements of an output in the IR's order; nil if the program has none of that name.
    public subscript(name: String) -> UnsafeBufferPointer<Float>? {
        program.outputShapes.index(forKey: name).map { UnsafeBufferPointer(execution.outputs[$0]) }
    }
}
