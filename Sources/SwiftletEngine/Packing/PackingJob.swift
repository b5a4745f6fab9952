import SwiftletTensors
import Synchronization

/// Fills packed constants with several threads: first those that others are multiplied by, then the others.
final class PackingJob: TeamJob, @unchecked Sendable {
    /// Constants, or some parts of large ones. Those that no program has any more are left out.
    private struct Piece {
        weak var constants: PackedConstants?
        let units: Range<Int>
        let byteCount: Int
    }

    /// For fewer bytes, waking threads takes longer than the work.
    private static let leastShared = 1 << 18
    /// The size that larger constants are cut into, about.
    private static let pieceByteCount = 1 << 20

    /// Factors of others. They are few and small; all else waits for them.
    private let first: [Piece]
    private let second: [Piece]
    private let byteCount: Int
    private let nextOfFirst = Atomic<Int>(0)
    private let nextOfSecond = Atomic<Int>(0)
    /// What is filled from, during a run.
    private var weights = Weights()

    /// - Parameter weights: Only constants whose weights are float32 are cut: others are converted as a whole.
    init(_ constants: [PackedConstants], of weights: Weights) {
        let factors = Set(constants.compactMap { $0.scales.map(ObjectIdentifier.init) })
        // The largest first: whoever took them last would keep the others waiting.
        func pieces(areFactors: Bool) -> [Piece] {
            constants.filter { factors.contains(ObjectIdentifier($0)) == areFactors }
                .flatMap { Self.pieces(of: $0, weights) }.sorted { $0.byteCount > $1.byteCount }
        }
        first = pieces(areFactors: true)
        second = pieces(areFactors: false)
        byteCount = constants.reduce(0) { $0 + $1.byteCount }
    }

    private static func pieces(of constants: PackedConstants, _ weights: Weights) -> [Piece] {
        let units = constants.layout.units
        let type = constants.parameters.weight.flatMap { weights[$0]?.scalarType } ?? .float32
        let count = type == .float32 ? max(1, min(units, constants.byteCount / pieceByteCount)) : 1
        return (0..<count).map {
            Piece(
                constants: constants, units: units * $0 / count..<units * ($0 + 1) / count,
                byteCount: constants.byteCount / count)
        }
    }

    /// Fills everything, without a copy of any float32 weight.
    /// - Throws: ``EngineError`` if the system gives no more threads.
    func run(from weights: Weights) throws(EngineError) {
        self.weights = weights
        defer { self.weights = Weights() }
        nextOfFirst.store(0, ordering: .relaxed)
        nextOfSecond.store(0, ordering: .relaxed)
        if byteCount < Self.leastShared {
            for phase in 0..<phases { run(phase: phase, part: 0, member: 0) }
        } else {
            let team = try TeamPool.shared.take(threads: EngineConfiguration.processors)
            defer { TeamPool.shared.give(back: team) }
            team.run(self, width: team.count)
        }
    }

    override var phases: Int { 2 }

    /// A part draws pieces until none is left.
    override func run(phase: Int, part: Int, member: Int) {
        if phase == 0 { fill(first, nextOfFirst) } else { fill(second, nextOfSecond) }
    }

    private func fill(_ pieces: [Piece], _ next: borrowing Atomic<Int>) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < pieces.count else { return }
            pieces[index].constants?.fill(pieces[index].units, from: weights)
        }
    }
}
