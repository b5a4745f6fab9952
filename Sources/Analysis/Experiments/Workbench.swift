import Engine
import Graphs
import Model
import Tensors

/// Where experiments build their networks and time them.
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

    /// What is said about every measurement.
    var description: String {
        let set = (try? InstructionSet.selected())?.rawValue ?? "unknown"
        let threads = configuration.threads
        return "Whole runs of this engine (\(set) kernels, \(threads) thread\(threads == 1 ? "" : "s"), float32, "
            + "random weights), one picture at a time unless said otherwise, the programs alternately, the median of each."
    }

    /// Milliseconds of a run of every graph, or nothing where nothing is to be measured.
    func milliseconds(of graphs: [Graph]) throws(AnalysisError) -> [Double?] {
        guard measures else { return graphs.map { _ in nil } }
        var programs: [Program] = []
        for graph in graphs {
            do {
                programs.append(
                    try Program.compiled(
                        graph, weights: Weights(randomFor: graph), output: "logits", configuration: configuration))
            } catch {
                throw AnalysisError(error, network: graph.name)
            }
        }
        do {
            return try Alternation.medians(of: programs)
        } catch {
            throw AnalysisError(error)
        }
    }
}

/// Timing programs against each other: whatever disturbs the machine disturbs all alike.
enum Alternation {
    /// The median milliseconds of a run of each, over rounds in which every program has its turn. A turn takes about two
    /// milliseconds or one run; there are at least 9 rounds, and more until each program had about a third of a second.
    static func medians(of programs: [Program]) throws(EngineError) -> [Double] {
        var turns: [Int] = []
        for program in programs {
            _ = try time(program, runs: 1)
            let once = try time(program, runs: 2)
            turns.append(max(1, min(200, Int(2 / max(once, 0.01)))))
        }
        var samples = programs.map { _ in [Double]() }
        let clock = ContinuousClock()
        let start = clock.now
        let budget = Duration.milliseconds(330 * programs.count)
        var round = 0
        while round < 9 || (round < 200 && clock.now - start < budget) {
            for place in programs.indices {
                // Each round begins elsewhere: nobody always follows the same neighbour.
                let index = (place + round) % programs.count
                samples[index].append(try time(programs[index], runs: turns[index]))
            }
            round += 1
        }
        return samples.map { $0.sorted()[$0.count / 2] }
    }

    /// Milliseconds of one of so many runs.
    private static func time(_ program: Program, runs: Int) throws(EngineError) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<runs {
            try program.run { input in
                // Once is enough: what the buffer holds afterwards serves as well.
                if input[0] == 0 { for i in input.indices { input[i] = Float(i % 255) / 127.5 - 0.99 } }
            } read: { _ in
            }
        }
        return (clock.now - start) / .milliseconds(1) / Double(runs)
    }
}

extension Graph {
    /// A graph of an experiment's own making.
    static func experiment(_ name: String, input: Shape, _ body: (Value) -> Value) throws(AnalysisError) -> Graph {
        do {
            return try Graph.build(name, input: input) { (x) throws(GraphError) in body(x) }
        } catch {
            throw AnalysisError(error)
        }
    }
}
