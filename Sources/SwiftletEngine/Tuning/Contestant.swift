import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// A program under measurement, and the least time of each of its steps.
final class Contestant {
    let program: Program
    private let execution: Execution
    private let clock: StepClock
    private var milliseconds: [Double]
    /// The lowest plausible time of each step.
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

    /// The number of times that each layer occurs, and each block that could be one step, in order.
    var occurrences: OrderedDictionary<LayerKey, Int> {
        var counts: OrderedDictionary<LayerKey, Int> = [:]
        for origin in program.origins {
            for case let layer? in [origin.layer, origin.declined] { counts[layer, default: 0] += 1 }
        }
        return counts
    }

    /// The structural alternatives of each layer and block, joined or separate.
    var structures: [LayerKey: [LayerChoice]] {
        var result: [LayerKey: [LayerChoice]] = [:]
        for origin in program.origins {
            if let layer = origin.layer { result[layer] = LayerChoice.structures(for: layer, isFused: true) }
            if let block = origin.declined { result[block] = LayerChoice.structures(for: block, isFused: false) }
        }
        return result.filter { !$0.value.isEmpty }
    }

    /// For each of the values, the time since the previous one was written.
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

/// The times of two programs of one network.
struct Comparison {
    /// The times of equal layers, added up.
    private(set) var layers: [LayerKey: LayerTimes] = [:]
    private(set) var total = LayerTimes()

    init() {}

    /// - Parameter values: The number of values of the graph. Values that passes add, for example padded copies, count
    ///   with the next step. So do values that only one program writes, because the other program joins their layers.
    init(_ standard: Contestant, _ candidate: Contestant, values: Int) {
        func origins(_ program: Program) -> [ValueID: StepOrigin] {
            Dictionary(program.origins.lazy.filter { $0.value.index < values }.map { ($0.value, $0) }) { $1 }
        }
        let (a, b) = (origins(standard.program), origins(candidate.program))
        let common = Set(a.keys).intersection(b.keys)
        for (x, y) in zip(standard.times(of: common), candidate.times(of: common)) where x.value == y.value {
            total.standard += x.milliseconds
            total.candidate += y.milliseconds
            // Of two different layers, the other program computes the parts of the larger one separately.
            let layers = [a[x.value]?.layer, b[x.value]?.layer].compactMap { $0 }
            guard let layer = layers.max(by: { $0.kind.extent < $1.kind.extent }) else { continue }
            self.layers[layer, default: LayerTimes()].standard += x.milliseconds
            self.layers[layer, default: LayerTimes()].candidate += y.milliseconds
        }
    }
}

extension LayerKey.Kind {
    /// The number of layers of a network that a key covers.
    fileprivate var extent: Int {
        switch self {
        case .convolution, .depthwise: 1
        case .expandedDepthwise: 2
        case .invertedResidual: 3
        }
    }
}
