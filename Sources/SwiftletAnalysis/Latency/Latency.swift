import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors

/// What a network takes on this machine, layer by layer, beside what the roofs of the machine let expect.
///
/// The engine fuses layers into steps, and a step is what can be timed. Where several layers share one, both times are
/// divided in the proportion in which the prediction adds them up, and ``LayerTiming/isShared`` says so. A layer that costs
/// nothing of its own — a folded norm, a clamp on the way to memory, a concatenation whose parts are in place — has 0.
public struct Latency: Sendable {
    /// One layer's share of the step that computes it.
    public struct LayerTiming: Hashable, Sendable, Codable {
        public var measuredMilliseconds: Double
        public var predictedMilliseconds: Double
        /// Of the step; nil for a layer that the engine has elided.
        public var bound: Bound?
        /// Whether the step computes more than this layer.
        public var isShared: Bool
    }

    /// One step of the engine.
    public struct StepTiming: Hashable, Sendable, Codable {
        public let label: String
        /// Indices into the complexity's layers; empty for what the engine has put in by itself.
        public let layers: [Int]
        public let macs: Int
        public let bytes: Int
        public let measuredMilliseconds: Double
        public let predictedMilliseconds: Double
        public let bound: Bound
    }

    public let complexity: Complexity
    public let threads: Int
    public let instructionSet: InstructionSet
    public let ceilings: ThreadCeilings
    /// One for each of the complexity's layers.
    public let layers: [LayerTiming]
    public let steps: [StepTiming]

    public var measuredMilliseconds: Double { steps.reduce(0) { $0 + $1.measuredMilliseconds } }
    public var predictedMilliseconds: Double { steps.reduce(0) { $0 + $1.predictedMilliseconds } }

    /// Compiles and times a network; its weights are random, on which its speed does not depend.
    ///
    /// Each step's time is the least of its runs: what other programs take away is not the network's cost.
    ///
    /// - Parameters:
    ///   - graph: Takes one input; its first output is computed.
    ///   - weights: One tensor for each parameter; random ones if nil, which are as fast.
    ///   - roofline: Has been measured with as many threads.
    ///   - seconds: About how long to go on measuring.
    /// - Throws: ``AnalysisError`` if the network cannot be compiled, or the roofline lacks the number of threads.
    public init(
        of graph: Graph, weights: Weights? = nil, roofline: Roofline, threads: Int = EngineConfiguration.processors,
        seconds: Double = 1
    ) throws(AnalysisError) {
        guard let ceilings = roofline.ceilings(threads: threads),
            let set = InstructionSet(rawValue: roofline.instructionSet)
        else {
            throw AnalysisError(place: "roofline", reason: "was not measured with \(threads) threads")
        }
        let network = try ProfiledNetwork.compile(
            graph, weights: weights, EngineConfiguration(threads: threads, instructionSet: set))
        let first = try network.profile(runs: 1).reduce(0) { $0 + $1.milliseconds }
        let runs = max(5, min(300, Int(1000 * seconds / max(first, 1e-3))))
        let profiles = try network.profile(runs: runs)
        self.init(
            network.complexity, profiles, roofline.machine, ceilings, set, threads: threads)
    }

    private init(
        _ complexity: Complexity, _ profiles: [StepProfile], _ machine: Machine, _ ceilings: ThreadCeilings,
        _ set: InstructionSet, threads: Int
    ) {
        self.complexity = complexity
        self.threads = threads
        self.ceilings = ceilings
        instructionSet = set
        let bytesOfARun = 4 * complexity.parameters
        var timings = complexity.layers.map { _ in
            LayerTiming(measuredMilliseconds: 0, predictedMilliseconds: 0, bound: nil, isShared: false)
        }
        var steps: [StepTiming] = []
        // Of steps before that no layer asked for.
        var pending = (measured: 0.0, predicted: 0.0)
        for step in profiles {
            let layers = step.nodes.map { complexity.layers[$0] }
            let prediction = StepPrediction(
                layers, bytes: step.bytes, bytesOfARun: bytesOfARun, ceilings, machine)
            let timing = StepTiming(
                label: step.label, layers: step.nodes, macs: step.macs, bytes: step.bytes,
                measuredMilliseconds: step.leastMilliseconds, predictedMilliseconds: prediction.milliseconds,
                bound: prediction.bound)
            steps.append(timing)
            pending.measured += timing.measuredMilliseconds
            pending.predicted += timing.predictedMilliseconds
            guard !step.nodes.isEmpty else { continue }
            let whole = prediction.parts.reduce(0, +)
            let working = prediction.parts.count { $0 > 0 }
            for (i, part) in zip(step.nodes, prediction.parts) {
                let share = whole > 0 ? part / whole : 1 / Double(step.nodes.count)
                timings[i].measuredMilliseconds += share * pending.measured
                timings[i].predictedMilliseconds += share * pending.predicted
                timings[i].bound = prediction.bound
                timings[i].isShared = working > 1 && part > 0
            }
            pending = (0, 0)
        }
        self.layers = timings
        self.steps = steps
    }
}
