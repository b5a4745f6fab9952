import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// Measures the ways to compute every layer of a network, in the network: with the caches as they are when the layer's
/// turn comes.
///
/// A round compiles the network with another candidate for each of its layers, all at once, and runs it and the default
/// by turns. First comes which layers are computed together, then how each is cut. The best candidate of a layer is
/// measured again beside the default, and is kept only if it is faster by ``margin`` each time; and all of them only if
/// the whole network is faster. Times that the processor cannot reach are left out; see ``Plausibility``.
package struct Tuner {
    /// What a candidate must gain, as a share of the default's time.
    package static let margin = 0.03
    /// And in milliseconds of all occurrences: where a step's memory happens to lie can make as much.
    private static let leastGain = 0.0005
    /// Ways to cut a layer that are measured.
    package static let cuts = 20
    /// Ways to compute layers together that are measured.
    private static let structures = 4
    /// How often the best candidates are measured again.
    private static let checks = 3

    /// What was found for a layer.
    package struct Finding: Sendable {
        package let layer: LayerKey
        /// How often the network has the layer.
        package let count: Int
        /// `default` where nothing is faster.
        package let choice: LayerChoice
        /// What is the default.
        package let expected: LayerChoice
        /// Of one occurrence, on average.
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
        patience = duration / (Self.structures + Self.cuts + 4 * Self.checks + 2)
    }

    /// - Parameter progress: Called after each round, with those that are done and those that there are.
    /// - Returns: A finding for every layer that the configuration's table lacks, in the network's order.
    /// - Throws: ``EngineError`` where the network cannot be compiled.
    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws(EngineError) -> [Finding] {
        let known = configuration.tuning
        let program = try compile(known)
        let plausibility = Plausibility(
            peakGigaflops: try program.instructionSet.measuredPeak()
                * Double(min(program.threads, EngineConfiguration.processors)))
        let standard = try Contestant(program, plausibility)
        let team = try TeamPool.shared.take(threads: standard.program.threads)
        defer { TeamPool.shared.give(back: team) }
        var done = 0
        func advance() {
            done += 1
            progress(done, Self.structures + Self.cuts + 2 * Self.checks + 1)
        }

        let structures = standard.structures.filter { known[$0.key] == nil }
        let joined = try tournament(
            structures.mapValues { Array($0.prefix(Self.structures)) }, rounds: Self.structures, with: standard, known,
            plausibility, team, advance)
        var chosen = joined.compactMapValues(\.choice)
        let base = try known.choosing(chosen)

        let rebuilt = chosen.isEmpty ? standard : try Contestant(compile(base), plausibility)
        var cuts: [LayerKey: [LayerChoice]] = [:]
        for layer in rebuilt.program.layers where base[layer] == nil {
            cuts[layer] = LayerChoice.candidates(for: layer, limit: Self.cuts)
        }
        let cut = try tournament(cuts, rounds: Self.cuts, with: rebuilt, base, plausibility, team, advance)
        chosen.merge(cut.compactMapValues(\.choice)) { $1 }

        if !chosen.isEmpty {
            // A second time if need be: all steps of both programs must have had a quiet moment.
            let table = try known.choosing(chosen)
            var total = try compare(table, with: standard, plausibility, team, patience + patience).total
            if !(total.ratio <= 1) {
                total = try compare(table, with: standard, plausibility, team, patience * 4).total
            }
            // Nor where some step had no time that can be true.
            if !(total.ratio <= 1) { chosen = [:] }
        }
        advance()
        let results = joined.merging(cut) { $0.choice == nil ? $1 : $0 }
        let counts = rebuilt.occurrences
        return counts.keys.filter { known[$0] == nil }.compactMap { layer in
            guard let pair = results[layer]?.times, let count = counts[layer] else { return nil }
            let choice = chosen[layer] ?? .default
            return Finding(
                layer: layer, count: count, choice: choice, expected: .default(for: layer),
                microseconds: (choice == .default ? pair.standard : pair.candidate) * 1000 / Double(count),
                defaultMicroseconds: pair.standard * 1000 / Double(count))
        }
    }

    /// The fastest candidate of each layer, nil where none is faster than the default; and what both took.
    private func tournament(
        _ candidates: [LayerKey: [LayerChoice]], rounds: Int, with standard: Contestant, _ table: TuningTable,
        _ plausibility: Plausibility, _ team: Team, _ advance: () -> Void
    ) throws(EngineError) -> [LayerKey: (choice: LayerChoice?, times: LayerTimes)] {
        var result: [LayerKey: (choice: LayerChoice?, times: LayerTimes)] = [:]
        let counts = standard.occurrences
        var best: [LayerKey: (choice: LayerChoice, ratio: Double)] = [:]
        for round in 0..<rounds {
            let choices = candidates.filter { round < $0.value.count }.mapValues { $0[round] }
            if !choices.isEmpty {
                let times = try compare(table.choosing(choices), with: standard, plausibility, team, patience)
                for (layer, choice) in choices {
                    guard let pair = times.layers[layer],
                        plausibility.allows(pair, of: layer, count: counts[layer] ?? 1)
                    else { continue }
                    result[layer] = (nil, pair)
                    if pair.ratio < best[layer]?.ratio ?? 1 { best[layer] = (choice, pair.ratio) }
                }
            }
            advance()
        }
        // Of many candidates some look good by chance: the winners are measured anew, and those that do not hold go. So
        // is the default, whose weights may lie badly in the cache: it is compiled again, to lie elsewhere.
        var chosen = best.filter { $0.value.ratio <= 1 - Self.margin }.mapValues(\.choice)
        for _ in 0..<Self.checks {
            if !chosen.isEmpty {
                let standard = try Contestant(compile(table), plausibility)
                let times = try compare(
                    table.choosing(chosen), with: standard, plausibility, team, patience + patience)
                for layer in chosen.keys {
                    guard let pair = times.layers[layer],
                        plausibility.allows(pair, of: layer, count: counts[layer] ?? 1)
                    else {
                        // No time that can be true: nothing is known of the choice.
                        chosen[layer] = nil
                        result[layer]?.choice = nil
                        continue
                    }
                    if !Self.isGain(pair) { chosen[layer] = nil }
                    result[layer] = (chosen[layer], pair)
                }
            }
            advance()
        }
        return result
    }

    /// Whether the candidate is so much faster that it is worth keeping.
    package static func isGain(_ times: LayerTimes) -> Bool {
        times.ratio <= 1 - margin && times.standard - times.candidate >= leastGain
    }

    private func compile(_ table: TuningTable) throws(EngineError) -> Program {
        var configuration = configuration
        configuration.tuning = table
        return try Program(graph, weights: weights, configuration: configuration)
    }

    /// Runs the network compiled by the table and the default one by turns.
    private func compare(
        _ table: TuningTable, with standard: Contestant, _ plausibility: Plausibility, _ team: Team,
        _ patience: Duration
    ) throws(EngineError) -> Comparison {
        let candidate = try Contestant(compile(table), plausibility)
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
        return Comparison(standard, candidate, values: graph.values.count)
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

    fileprivate func choosing(_ choices: [LayerKey: LayerChoice]) throws(EngineError) -> TuningTable {
        var table = self
        for (layer, choice) in choices { try table.choose(choice, for: layer) }
        return table
    }
}
