import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// Measures the ways to compute each layer within its network, so that the caches are in their usual state.
///
/// A round compiles the network with another candidate for every layer at once, and alternates its runs with the
/// default's. The first rounds decide which layers are joined, the later rounds how each is cut. The best candidate of
/// a layer is measured again, and is kept only if it beats the default by ``margin`` each time. All candidates are
/// dropped if the whole network is slower. Impossible times are ignored; see ``Plausibility``.
package struct Tuner {
    /// The least gain of a candidate, as a share of the default's time.
    package static let margin = 0.03
    /// The least gain of all occurrences in milliseconds. A step's place in memory alone can cause as much.
    private static let leastGain = 0.0005
    /// The most cuts of a layer that are measured.
    package static let cuts = 20
    /// The most ways to join or separate layers that are measured.
    private static let structures = 4
    /// The number of repeated measurements of the best candidates.
    private static let checks = 3

    /// The result for a layer.
    package struct Finding: Sendable {
        package let layer: LayerKey
        /// The number of times that the network has the layer.
        package let count: Int
        /// `default` if nothing is faster.
        package let choice: LayerChoice
        /// The default choice.
        package let expected: LayerChoice
        /// The average of one occurrence.
        package let microseconds: Double
        package let defaultMicroseconds: Double
    }

    private let graph: Graph
    private let weights: Weights
    private let configuration: EngineConfiguration
    /// The running time of a round, without compilation.
    private let patience: Duration

    /// - Parameters:
    ///   - configuration: Its tuning table is the baseline. Layers in the table are not measured again.
    ///   - duration: The approximate running time of the network. Compilation takes as long again.
    package init(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration, duration: Duration = .seconds(3)
    ) {
        self.graph = graph
        self.weights = weights
        self.configuration = configuration
        patience = duration / (Self.structures + Self.cuts + 4 * Self.checks + 2)
    }

    /// - Parameter progress: Called after each round, with the rounds done and their total.
    /// - Returns: A finding for every layer that the configuration's table lacks, in the network's order.
    /// - Throws: ``EngineError`` if the network cannot be compiled.
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
            // A second time if needed: every step of both programs needs an undisturbed run.
            let table = try known.choosing(chosen)
            var total = try compare(table, with: standard, plausibility, team, patience + patience).total
            if !(total.ratio <= 1) {
                total = try compare(table, with: standard, plausibility, team, patience * 4).total
            }
            // Also if a step of the candidate has no plausible time.
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

    /// The fastest candidate of each layer, nil if none beats the default; and the times of both.
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
        // Some candidates look good by chance. The winners are therefore measured again and dropped if their gain does
        // not hold. The default is compiled again, because its weights may lie badly in the cache.
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
                        // Without a plausible time, nothing is known of the choice.
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

    /// Whether the candidate's gain is large enough to keep it.
    package static func isGain(_ times: LayerTimes) -> Bool {
        times.ratio <= 1 - margin && times.standard - times.candidate >= leastGain
    }

    private func compile(_ table: TuningTable) throws(EngineError) -> Program {
        var configuration = configuration
        configuration.tuning = table
        return try Program(graph, weights: weights, configuration: configuration)
    }

    /// Alternates runs of the default program and of one compiled by the table.
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
            // The first run of each includes one-time work.
            standard.run(with: team, counts: runs > 0)
            candidate.run(with: team, counts: runs > 0)
            runs += 1
        }
        return Comparison(standard, candidate, values: graph.values.count)
    }
}

extension TuningTable {
    /// Adds a finding.
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
