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
    ///   than the machine can address.
    public convenience init(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration = .init(), outputs wanted: [String]? = nil
    ) throws(EngineError) {
        try self.init(ProgramPlan(graph, weights: weights, outputs: wanted, configuration: configuration))
    }

    /// Packs the weights of a plan: the part of compiling that takes time and memory.
    package init(_ plan: ProgramPlan) throws(EngineError) {
        name = plan.name
        selection = plan.selection
        inputShape = plan.inputShape
        outputShapes = plan.outputShapes
        keepsInputApart = plan.keepsInputApart
        pace = Lock(Pace(threads: plan.selection.threads))
        plannedByteCount = plan.arenaByteCount
        var stages: [Stage] = []
        for stage in plan.stages {
            stages.append(try Stage(stage, isFirst: stages.isEmpty, outputs: plan.outputShapes.keys))
        }
        self.stages = stages
    }

    /// Bytes of activations, of the input and the outputs among them, that each run at the same time needs.
    public var arenaByteCount: Int { plannedByteCount + threads * scratchElements * precision.element.byteCount }

    /// Elements that each thread needs to itself.
    var scratchElements: Int { stages.lazy.map(\.scratchElements).max() ?? 0 }

    /// The steps of all stages in order.
    var steps: [any Step] { stages.flatMap(\.steps) }
    /// Where each of them comes from.
    var origins: [StepOrigin] { stages.flatMap(\.origins) }

    /// The labels of the fused steps in order, with the layers that each stands for.
    package var stepSources: [(label: String, sources: [String])] { steps.map { ($0.label, $0.sources) } }

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
        let floats = input.floats()
        let (channels, area) = (inputShape.channels, inputShape.height * inputShape.width)
        return try run { buffer in
            for plane in 0..<inputShape.batch * channels {
                let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
                let target = buffer.baseAddress! + (image * area * channels + channel)
                floats.withUnsafeBufferPointer { floats in
                    let source = floats.baseAddress! + plane * area
                    for position in 0..<area { target[position &* channels] = source[position] }
                }
            }
        } read: { result in
            var tensors: [String: Tensor] = [:]
            for (name, shape) in outputShapes { tensors[name] = Tensor(result[name]!, shape: shape) }
            return tensors
        }
    }

    /// Runs the network without conversions or allocations.
    ///
    /// - Parameters:
    ///   - fill: Writes the input, `[batch][height][width][channels]` floats. The buffer holds what an earlier run left.
    ///   - read: Is given the outputs, valid until it returns.
    /// - Throws: ``EngineError`` if the system gives no more threads.
    public func run<R>(
        fill: (UnsafeMutableBufferPointer<Float>) -> Void, read: (borrowing ProgramOutputs) -> R
    ) throws(EngineError) -> R {
        let team = try TeamPool.shared.take(threads: threads)
        defer { TeamPool.shared.give(back: team) }
        return run(with: team, width: nil, fill: fill, read: read)
    }

    /// A run by a team of ``threads``.
    /// - Parameter width: How many of its members work; nil leaves it to what earlier runs took.
    package func run<R>(
        with team: Team, width: Int?, fill: (UnsafeMutableBufferPointer<Float>) -> Void,
        read: (borrowing ProgramOutputs) -> R
    ) -> R {
        let execution = idle.withLock { $0.popLast() } ?? Execution(self)
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
