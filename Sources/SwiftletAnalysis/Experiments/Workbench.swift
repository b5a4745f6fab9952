import SwiftletEngine
import SwiftletGraphs
import SwiftletModel
import SwiftletTensors

/// Builds and times the networks of experiments.
struct Workbench: Sendable {
    let configuration: EngineConfiguration
    let measures: Bool

    init(threads: Int?, measures: Bool) throws(AnalysisError) {
        configuration = EngineConfiguration(threads: threads)
        self.measures = measures
        guard (1...EngineConfiguration.maximumThreads).contains(configuration.threads) else {
            throw AnalysisError(
                EngineError(
                    "threads", "\(configuration.threads) is not between 1 and \(EngineConfiguration.maximumThreads)"))
        }
    }

    /// The conditions of every measurement.
    var description: String {
        let set = (try? InstructionSet.selected())?.rawValue ?? "unknown"
        let threads = configuration.threads
        return "Whole runs of this engine (\(set) kernels, \(threads) thread\(threads == 1 ? "" : "s"), float32, "
            + "random weights), one picture at a time, the programs alternately, the least of each."
    }

    /// Milliseconds of a run of every graph; nil values without measurements.
    func milliseconds(of graphs: [Graph]) throws(AnalysisError) -> [Double?] {
        guard measures else { return graphs.map { _ in nil } }
        var programs: [Program] = []
        for graph in graphs {
            do {
                programs.append(
                    try Program.compiled(
                        graph, weights: .random(fittingFor: graph), output: "logits", configuration: configuration))
            } catch {
                throw AnalysisError(error, network: graph.name)
            }
        }
        do {
            return try Alternation.least(of: programs)
        } catch {
            throw AnalysisError(error)
        }
    }
}

/// Times programs against each other. Disturbances on the machine affect all alike.
enum Alternation {
    /// The milliseconds of a run of each program in its fastest turn: other programs' work is not the network's cost.
    /// Each round gives every program a turn of about half a millisecond, or one run. There are at least 15 rounds, and
    /// more until each program has had about a third of a second.
    static func least(of programs: [Program]) throws(EngineError) -> [Double] {
        var turns: [Int] = []
        for program in programs {
            _ = try time(program, runs: 1)
            let once = try min(time(program, runs: 1), time(program, runs: 1))
            turns.append(max(1, min(100, Int(0.5 / max(once, 0.005)))))
        }
        var least = programs.map { _ in Double.infinity }
        let clock = ContinuousClock()
        let start = clock.now
        let budget = Duration.milliseconds(330 * programs.count)
        var round = 0
        while round < 15 || (round < 1000 && clock.now - start < budget) {
            for place in programs.indices {
                // Each round begins at another program, so that neighbours change.
                let index = (place + round) % programs.count
                least[index] = min(least[index], try time(programs[index], runs: turns[index]))
            }
            round += 1
        }
        return least
    }

    /// Milliseconds of one run, as the mean of `runs` runs.
    private static func time(_ program: Program, runs: Int) throws(EngineError) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<runs {
            try program.run { input in
                // Filling once is enough: later contents of the buffer serve as well.
                if input[0] == 0 { for i in input.indices { input[i] = TestPicture.element(i) } }
            } read: { _ in
            }
        }
        return (clock.now - start) / .milliseconds(1) / Double(runs)
    }
}

extension Graph {
    /// A graph that an experiment builds.
    static func experiment(_ name: String, input: Shape, _ body: (Value) -> Value) throws(AnalysisError) -> Graph {
        do {
            return try Graph.build(name, input: input) { (x) throws(GraphError) in body(x) }
        } catch {
            throw AnalysisError(error)
        }
    }
}
