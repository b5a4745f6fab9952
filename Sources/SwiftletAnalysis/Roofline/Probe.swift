import SwiftletEngine
import SwiftletGraphs
import SwiftletModel
import SwiftletTensors

/// A small network that is timed to measure one kind of layer.
struct Probe {
    let threads: Int
    let set: InstructionSet
    /// A step's time without work, in milliseconds.
    var overhead = 0.0

    struct Step {
        let layers: [LayerComplexity]
        /// The fastest run's time, without the overhead.
        let milliseconds: Double
        let macs: Int
    }

    /// The steps of a network over an input of the given shape.
    func steps(_ input: Shape, _ body: @escaping (Value) -> Value) throws(AnalysisError) -> [Step] {
        let network = try ProfiledNetwork.compile(
            try probeGraph(input, body), EngineConfiguration(threads: threads, instructionSet: set))
        let macs = network.complexity.macs
        // At most a tenth of a second for slow probes, and enough runs for quick ones.
        let runs = min(32, max(5, 400_000_000 / max(1, macs)))
        let profiles = try network.profile(runs: runs)
        var least = profiles.map(\.leastMilliseconds)
        // Until another round changes nothing: what else runs spoils whole rounds, the more so with several threads, which
        // all need a quiet moment at once.
        var still = 0
        for _ in 0..<Self.mostRounds where still < Self.stillRounds {
            let before = least.reduce(0, +)
            for (i, step) in try network.profile(runs: runs).enumerated() {
                least[i] = min(least[i], step.leastMilliseconds)
            }
            still = least.reduce(0, +) > 0.98 * before ? still + 1 : 0
        }
        return zip(profiles, least).map { step, least in
            Step(
                layers: step.nodes.map { network.complexity.layers[$0] },
                milliseconds: max(least - overhead, least / 2), macs: step.macs)
        }
    }

    private static let mostRounds = 12
    private static let stillRounds = 2

    private func probeGraph(_ input: Shape, _ body: @escaping (Value) -> Value) throws(AnalysisError) -> Graph {
        do throws(GraphError) {
            // As in a network, an earlier step leaves each thread's part of the map in its own cache.
            return try Graph.build("probe", input: input) { x in body(x.relu()) }
        } catch {
            throw AnalysisError(place: error.place, reason: error.reason)
        }
    }
}

extension ThreadCeilings {
    /// Measures this machine with a number of threads.
    static func measure(
        threads: Int, _ set: InstructionSet, _ machine: Machine, progress: (Double) -> Void
    ) throws(AnalysisError) -> ThreadCeilings {
        let bandwidths: [Bandwidth]
        let peak: Double
        do {
            bandwidths = try Streams(set: set, threads: threads).bandwidths(machine)
            peak = try set.measuredPeak() * Double(min(threads, EngineConfiguration.processors))
        } catch {
            throw AnalysisError(place: error.place, reason: error.reason)
        }
        progress(0.1)
        var probe = Probe(threads: threads, set: set)
        probe.overhead = try probe.stepOverhead()
        let beyond = bandwidths[min(2, bandwidths.count - 1)]
        let kernels = try KernelCeilings.measure(
            probe, near: machine.caches[1] * threads, far: beyond.read
        ) { progress(0.15 + 0.85 * $0) }
        return ThreadCeilings(
            threads: threads, peakGigaflops: peak, bandwidths: bandwidths, stepMilliseconds: probe.overhead,
            kernels: kernels)
    }
}

extension Probe {
    /// The least time of a step: one of many products of a single pixel.
    fileprivate func stepOverhead() throws(AnalysisError) -> Double {
        let steps = try steps([1, 16, 1, 1]) { x in
            (0..<32).reduce(x) { x, i in x.conv("\(i)", 16, kernel: 1, bias: false) }
        }
        return steps.map(\.milliseconds).min() ?? 0
    }
}

extension Roofline {
    /// Measures this machine with the given numbers of threads. Each takes some seconds, and the machine should be
    /// idle.
    ///
    /// - Parameter progress: Gets the progress, from 0 to 1.
    /// - Throws: ``AnalysisError`` if the system refuses threads, or `SWIFTLET_ISA` names a set that the machine lacks.
    public static func measure(
        threads: [Int], instructionSet: InstructionSet, progress: (Double) -> Void = { _ in }
    ) throws(AnalysisError) -> Roofline {
        var roofline = Roofline(machine: .current, instructionSet: instructionSet)
        for (i, count) in threads.enumerated() {
            let ceilings = try ThreadCeilings.measure(threads: count, instructionSet, roofline.machine) {
                progress((Double(i) + $0) / Double(threads.count))
            }
            roofline.set(ceilings)
        }
        return roofline
    }
}
