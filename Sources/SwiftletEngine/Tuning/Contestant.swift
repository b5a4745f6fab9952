import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// A program that is measured beside another one, and the least that each of its steps has taken.
final class Contestant {
    let program: Program
    private let execution: Execution
    private let clock: StepClock
    private var milliseconds: [Double]
    /// What no time of each step can be below.
    private let least: [Double]

    init(_ program: Program, _ plausibility: Plausibility) throws(EngineError) {
        self.program = program
        least = program.origins.map { $0.layer.map(plausibility.leastMilliseconds) ?? 0 }
        clock = StepClock(steps: program.steps.count)
        execution = try Execution(program, clock: clock)
        milliseconds = Array(repeating: .infinity, count: program.steps.count)
    }

    func reset() {
        for index in milliseconds.indices { milliseconds[index] = .infinity }
    }

    func run(with team: Team, counts: Bool) {
        for index in execution.input.indices { execution.input[index] = TestPicture.element(index) }
        execution.run(with: team, width: team.count)
        guard counts else { return }
        for (index, time) in clock.milliseconds.enumerated() where time >= least[index] {
            milliseconds[index] = min(milliseconds[index], time)
        }
    }

    /// How often the program has each layer, and each block that it could compute as one, in order.
    var occurrences: OrderedDictionary<LayerKey, Int> {
        var counts: OrderedDictionary<LayerKey, Int> = [:]
        for origin in program.origins {
            for case let layer? in [origin.layer, origin.declined] { counts[layer, default: 0] += 1 }
        }
        return counts
    }

    /// For layers that are computed together how else they could be, and the other way round.
    var structures: [LayerKey: [LayerChoice]] {
        var result: [LayerKey: [LayerChoice]] = [:]
        for origin in program.origins {
            if let layer = origin.layer { result[layer] = LayerChoice.structures(for: layer, isFused: true) }
            if let block = origin.declined { result[block] = LayerChoice.structures(for: block, isFused: false) }
        }
        return result.filter { !$0.value.isEmpty }
    }

    /// The time until each of the values is written, from the one before it on.
    fileprivate func times(of values: Set<ValueID>) -> [(value: ValueID, milliseconds: Double)] {
        var result: [(ValueID, Double)] = []
        var pending = 0.0
        for (time, origin) in zip(milliseconds, program.origins) {
            pending += time
            guard values.contains(origin.value) else { continue }
            result.append((origin.value, pending))
            pending = 0
        }
        return result
    }
}

/// What two programs of one network took.
struct Comparison {
    /// Of all layers of a kind together.
    private(set) var layers: [LayerKey: LayerTimes] = [:]
    private(set) var total = LayerTimes()

    init() {}

    /// - Parameter values: How many values the graph has. What passes add, such as a padded copy, counts with the step that
    ///   follows, as does what only one of the programs writes: there layers are computed together in the other.
    init(_ standard: Contestant, _ candidate: Contestant, values: Int) {
        func origins(_ program: Program) -> [ValueID: StepOrigin] {
            Dictionary(program.origins.lazy.filter { $0.value.index < values }.map { ($0.value, $0) }) { $1 }
        }
        let (a, b) = (origins(standard.program), origins(candidate.program))
        let common = Set(a.keys).intersection(b.keys)
        for (x, y) in zip(standard.times(of: common), candidate.times(of: common)) where x.value == y.value {
            total.standard += x.milliseconds
            total.candidate += y.milliseconds
            // The larger of two different layers is the one whose parts the other program computes by themselves.
            let layers = [a[x.value]?.layer, b[x.value]?.layer].compactMap { $0 }
            guard let layer = layers.max(by: { $0.kind.extent < $1.kind.extent }) else { continue }
            self.layers[layer, default: LayerTimes()].standard += x.milliseconds
            self.layers[layer, default: LayerTimes()].candidate += y.milliseconds
        }
    }
}

extension LayerKey.Kind {
    /// How many layers of a network it takes in.
    fileprivate var extent: Int {
        switch self {
        case .convolution, .depthwise: 1
        case .expandedDepthwise: 2
        case .invertedResidual: 3
        }
    }
}
