import Graphs
import OrderedCollections
import Tensors

/// Measures the ways to compute every layer of a network, in the network: with the caches as they are when the layer's
/// turn comes.
///
/// A round compiles the network with another candidate for each of its layers, all at once, and runs it and the default
/// by turns. The best candidate of each layer is then measured again beside the default, and is kept only if it is faster
/// by ``margin`` both times; and all of them only if the whole network is no slower.
package struct Tuner {
    /// What a candidate must gain, as a share of the default's time.
    package static let margin = 0.03
    /// Candidates of a layer.
    package static let rounds = 20
    /// How often the best candidates are measured again.
    private static let checks = 3

    /// What was found for a layer.
    package struct Finding: Sendable {
        package let layer: LayerKey
        /// How often the network has the layer.
        package let count: Int
        /// `standard` where nothing is faster.
        package let choice: LayerChoice
        /// What is the default.
        package let expected: LayerChoice
        /// Of all occurrences, in microseconds.
        package let microseconds: Double
        package let defaultMicroseconds: Double
    }

    private let graph: Graph
    private let weights: Weights
    private let configuration: EngineConfiguration
    /// How long a round runs, compiling left out.
    private let patience: Duration

    /// - Parameters:
    ///   - configuration: Its tuning table is the default that candidates are compared with; layers that it has are not
    ///     measured again.
    ///   - duration: How long the network runs, about; compiling it takes as long again.
    package init(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration, duration: Duration = .seconds(3)
    ) {
        self.graph = graph
        self.weights = weights
        self.configuration = configuration
        patience = duration / (Self.rounds + 2 * Self.checks)
    }

    /// - Parameter progress: Called with the rounds that are done and those that there are.
    /// - Returns: A finding for every layer that the configuration's table lacks, in the network's order.
    /// - Throws: ``EngineError`` where the network cannot be compiled.
    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws(EngineError) -> [Finding] {
        let standard = Contestant(try compile(configuration.tuning))
        var counts: OrderedDictionary<LayerKey, Int> = [:]
        for case let layer? in standard.program.origins.map(\.layer) where configuration.tuning[layer] == nil {
            counts[layer, default: 0] += 1
        }
        let candidates = Dictionary(
            uniqueKeysWithValues: counts.keys.map { ($0, LayerChoice.candidates(for: $0, limit: Self.rounds)) })
        let rounds = candidates.values.lazy.map(\.count).max() ?? 0
        let team = try TeamPool.shared.take(threads: standard.program.threads)
        defer { TeamPool.shared.give(back: team) }

        var best: [LayerKey: (choice: LayerChoice, ratio: Double)] = [:]
        for round in 0..<rounds {
            let choices = candidates.filter { round < $0.value.count }.mapValues { $0[round] }
            let times = try compare(choices, with: standard, team, patience)
            for (layer, choice) in choices {
                guard let ratio = times.layers[layer]?.ratio, ratio < best[layer]?.ratio ?? 1 else { continue }
                best[layer] = (choice, ratio)
            }
            progress(round + 1, rounds + Self.checks)
        }

        // Of many candidates some look good by chance: the winners are measured anew, and those that do not hold go.
        var chosen = best.filter { $0.value.ratio <= 1 - Self.margin }.mapValues(\.choice)
        var times = Comparison()
        for check in 0..<Self.checks where !counts.isEmpty {
            times = try compare(chosen, with: standard, team, patience + patience)
            chosen = chosen.filter { layer, _ in times.layers[layer].map { $0.ratio <= 1 - Self.margin } ?? false }
            if check == Self.checks - 1, times.total.ratio > 1 { chosen = [:] }
            progress(rounds + check + 1, rounds + Self.checks)
        }
        return counts.map { layer, count in
            let pair = times.layers[layer] ?? Pair()
            let choice = chosen[layer] ?? .standard
            return Finding(
                layer: layer, count: count, choice: choice, expected: .expected(for: layer),
                microseconds: (choice == .standard ? pair.standard : pair.candidate) * 1000 / Double(count),
                defaultMicroseconds: pair.standard * 1000 / Double(count))
        }
    }

    private func compile(_ table: TuningTable) throws(EngineError) -> Program {
        var configuration = configuration
        configuration.tuning = table
        return try Program(graph, weights: weights, configuration: configuration)
    }

    /// Runs the network with these choices and the default one by turns.
    private func compare(
        _ choices: [LayerKey: LayerChoice], with standard: Contestant, _ team: Team, _ patience: Duration
    ) throws(EngineError) -> Comparison {
        var table = configuration.tuning
        for (layer, choice) in choices { try table.choose(choice, for: layer) }
        let candidate = Contestant(try compile(table))
        standard.reset()
        let clock = ContinuousClock()
        let start = clock.now
        var runs = 0
        while runs < 5 || (runs < 1000 && clock.now - start < patience) {
            // The first run of each does what is done once.
            standard.run(with: team, counts: runs > 0)
            candidate.run(with: team, counts: runs > 0)
            runs += 1
        }

        var result = Comparison()
        // What passes add, such as a padded copy, belongs to the step that follows.
        let values = Set(standard.program.origins.map(\.value).filter { $0.index < graph.shapes.count })
        let times = candidate.times(of: values)
        for (value, time) in standard.times(of: values) {
            let pair = Pair(standard: time, candidate: times[value] ?? time)
            result.total.add(pair)
            let origin = standard.program.origins.first { $0.value == value }
            if let layer = origin?.layer { result.layers[layer, default: Pair()].add(pair) }
        }
        return result
    }

    /// Milliseconds of the same layers, computed in two ways.
    private struct Pair {
        var standard = 0.0
        var candidate = 0.0
        var ratio: Double { candidate / standard }

        mutating func add(_ other: Pair) {
            standard += other.standard
            candidate += other.candidate
        }
    }

    private struct Comparison {
        var layers: [LayerKey: Pair] = [:]
        var total = Pair()
    }

    /// A program, and the least that each of its steps has taken.
    private final class Contestant {
        let program: Program
        private let execution: Execution
        private let clock: StepClock
        private var milliseconds: [Double]

        init(_ program: Program) {
            self.program = program
            clock = StepClock(steps: program.steps.count)
            execution = Execution(program, clock: clock)
            milliseconds = Array(repeating: .infinity, count: program.steps.count)
        }

        func reset() {
            for index in milliseconds.indices { milliseconds[index] = .infinity }
        }

        func run(with team: Team, counts: Bool) {
            // Values between −1 and 1, as photographs have them.
            for index in execution.input.indices { execution.input[index] = Float(index % 255) / 127.5 - 1 }
            execution.run(with: team)
            guard counts else { return }
            for (index, time) in clock.milliseconds.enumerated() {
                milliseconds[index] = min(milliseconds[index], time)
            }
        }

        /// The time until each of the values is written, from the one before it on.
        func times(of values: Set<ValueID>) -> [ValueID: Double] {
            var result: [ValueID: Double] = [:]
            var pending = 0.0
            for (time, origin) in zip(milliseconds, program.origins) {
                pending += time
                guard values.contains(origin.value) else { continue }
                result[origin.value] = pending
                pending = 0
            }
            return result
        }
    }
}

extension TuningTable {
    /// Takes over what was found.
    package mutating func add(_ finding: Tuner.Finding) {
        set(
            Entry(
                choice: finding.choice, microseconds: finding.microseconds,
                defaultMicroseconds: finding.defaultMicroseconds), for: finding.layer)
    }
}
